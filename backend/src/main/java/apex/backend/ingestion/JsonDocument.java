package apex.backend.ingestion;

import static apex.backend.ingestion.RejectionReason.BAD_JSON;

import apex.edge.json.Json;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// An export as one JSON document, or several: an array of records, or a page whose `data` is one,
/// with buckets of time where the product has them. Read as a stream: what is held is one record,
/// or the records of one bucket.
final class JsonDocument implements Records {
  private static final String RECORDS = "data";

  /// A bucket has one record for each group, a few hundred at most.
  private static final int BUCKET_MOST = 10_000;

  private record Told(long line, Fields fields) {}

  private final JsonParser json;
  private final Export export;
  private final Deque<Told> bucket = new ArrayDeque<>();
  private Told present = new Told(1, new Fields());
  private Optional<RefusedRow> broken = Optional.empty();
  private boolean ended;

  JsonDocument(InputStream utf8, Export export) {
    this.json = Json.parser(utf8, JsonPaths.TEXT_CHARS_MAX);
    this.export = export;
  }

  /// Broken JSON is told as one record that is refused; nothing after it can be read.
  @Override
  public boolean next() {
    if (bucket.isEmpty() && ended) return false;
    try {
      if (bucket.isEmpty()) fill();
      if (bucket.isEmpty()) return false;
      present = bucket.removeFirst();
      return true;
    } catch (JacksonException notJson) {
      return refused(
          new RefusedRow(
              BAD_JSON,
              Rejection.WHOLE_LINE,
              "",
              "one whole JSON document; it breaks at character %d of the line, and nothing after it"
                      .formatted(Math.max(1, json.currentLocation().getColumnNr()))
                  + " can be read"));
    } catch (RefusedRow tooMany) {
      return refused(tooMany);
    }
  }

  private boolean refused(RefusedRow why) {
    ended = true;
    bucket.clear();
    present = new Told(Math.max(1, json.currentLocation().getLineNr()), new Fields());
    broken = Optional.of(why);
    return true;
  }

  @Override
  public long line() {
    return present.line;
  }

  @Override
  public boolean read(Draft row) {
    if (broken.isPresent()) throw broken.get();
    return export.read(present.fields, row);
  }

  /// Reads on until there is a record, or to the end.
  private void fill() {
    while (bucket.isEmpty() && !ended) {
      var token = json.nextToken();
      if (token == null) ended = true;
      else if (token == JsonToken.PROPERTY_NAME) page();
      else if (token == JsonToken.START_OBJECT && inList()) element();
    }
  }

  private boolean inList() {
    return json.streamReadContext().getParent().inArray();
  }

  /// A field of a page: its records are entered, all else is passed over.
  private void page() {
    var records = json.currentName().equals(RECORDS);
    json.nextToken();
    if (!records || json.currentToken() != JsonToken.START_ARRAY) json.skipChildren();
  }

  private void element() {
    long line = json.currentTokenLocation().getLineNr();
    var outer = new Fields();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      var name = json.currentName();
      var token = json.nextToken();
      if (token == JsonToken.START_ARRAY && name.equals(export.bucketList())) records();
      else JsonPaths.value(name, json, export, outer);
    }
    if (export.bucketList().isEmpty()) bucket.add(new Told(line, outer));
    else bucket.forEach(record -> record.fields.addAll(outer));
  }

  private void records() {
    while (json.nextToken() == JsonToken.START_OBJECT) {
      var record = new Told(json.currentTokenLocation().getLineNr(), new Fields());
      JsonPaths.object("", json, export, record.fields);
      if (bucket.size() == BUCKET_MOST)
        throw new RefusedRow(
            RejectionReason.LINE_TOO_LONG,
            export.bucketList(),
            "line " + record.line,
            "at most %,d records in one bucket".formatted(BUCKET_MOST));
      bucket.add(record);
    }
  }
}
