package apex.backend.ingestion;

import apex.edge.json.Json;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// What the beginning of a JSON file shows: how its records lie, and the names of the first.
///
/// @param names of the record and of the bucket around it
record FirstRecord(Layout layout, Set<String> names) {
  enum Layout {
    /// One object a line.
    LINES,
    /// An array of records, or a page whose `data` is one.
    DOCUMENT,
    /// An array, or a page, that ends before a record begins.
    EMPTY
  }

  /// @param opening the first bytes, which may break off anywhere
  static FirstRecord of(byte[] opening, int offset) {
    var names = new LinkedHashSet<String>();
    try (var json = Json.parser(opening, offset, opening.length - offset)) {
      var layout = layout(json, names);
      return new FirstRecord(layout, names);
    } catch (JacksonException brokenOff) {
      return new FirstRecord(names.contains(PAGE) ? Layout.DOCUMENT : Layout.LINES, names);
    }
  }

  /// Marks that the page was entered, in case the opening breaks off in its first record.
  private static final String PAGE = "\u0000page";

  private static Layout layout(JsonParser json, Set<String> names) {
    if (json.nextToken() == JsonToken.START_ARRAY) return list(json, names);
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      var name = json.currentName();
      if (json.nextToken() == JsonToken.START_ARRAY && name.equals("data")) {
        names.clear();
        return list(json, names);
      }
      names.add(name);
      json.skipChildren();
    }
    return Layout.LINES;
  }

  private static Layout list(JsonParser json, Set<String> names) {
    names.add(PAGE);
    if (json.nextToken() != JsonToken.START_OBJECT) return Layout.EMPTY;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      var name = json.currentName();
      if (json.nextToken() == JsonToken.START_ARRAY && name.equals("results")) bucket(json, names);
      else {
        names.add(name);
        json.skipChildren();
      }
    }
    names.remove(PAGE);
    return Layout.DOCUMENT;
  }

  /// To the end of the list; the names of its first record.
  private static void bucket(JsonParser json, Set<String> names) {
    for (var token = json.nextToken();
        token != null && token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      if (token != JsonToken.START_OBJECT) continue;
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        names.add(json.currentName());
        json.nextToken();
        json.skipChildren();
      }
    }
  }

  FirstRecord {
    names = Set.copyOf(names.stream().filter(name -> !name.equals(PAGE)).toList());
  }
}
