package apex.embedded;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Set;

/// The answer to one request. Its head is sent with the first piece, so that a refusal before it
/// still has its own status. Used by one thread.
final class ClickHouseReply {
  private static final int CHUNK_BYTES = 64 * 1024;

  private final HttpExchange exchange;
  private boolean begun;

  ClickHouseReply(HttpExchange exchange) {
    this.exchange = exchange;
  }

  boolean begun() {
    return begun;
  }

  /// Ends the answer to an insert.
  void written(long rows) throws IOException {
    exchange
        .getResponseHeaders()
        .set(
            "X-ClickHouse-Summary",
            "{\"read_rows\":\"%1$d\",\"written_rows\":\"%1$d\",\"result_rows\":\"%1$d\"}"
                .formatted(rows));
    begun = true;
    exchange.sendResponseHeaders(200, -1);
  }

  Pieces pieces(String format) {
    return new Pieces(format);
  }

  /// The rows of a result in `format`, as they come.
  final class Pieces implements Chdb.Piece {
    private static final Set<String> PLAIN =
        Set.of(
            "RowBinary",
            "Native",
            "JSONEachRow",
            "JSONCompactEachRow",
            "JSONLines",
            "NDJSON",
            "TabSeparated",
            "TSV",
            "TSKV",
            "CSV",
            "LineAsString",
            "RawBLOB",
            "Null");
    private static final String NAMED = "RowBinaryWithNamesAndTypes";

    private final String format;
    private long headBytes;

    private Pieces(String format) {
      this.format = format;
    }

    /// Whether blocks of this format, one after the other, are a result. The library writes the
    /// names and types before each block; they are taken off all but the first.
    boolean joinable() {
      return PLAIN.contains(format) || format.equals(NAMED);
    }

    @Override
    public void take(MemorySegment bytes) throws IOException {
      var first = !begun;
      begin();
      if (first && format.equals(NAMED)) headBytes = new RowBinaryHead(bytes).length();
      write(first ? bytes : bytes.asSlice(headBytes));
    }

    void end() throws IOException {
      begin();
      exchange.getResponseBody().close();
    }

    private void begin() throws IOException {
      if (begun) return;
      begun = true;
      exchange.getResponseHeaders().set("X-ClickHouse-Format", format);
      exchange.getResponseHeaders().set("X-ClickHouse-Timezone", "UTC");
      exchange.sendResponseHeaders(200, 0);
    }

    private void write(MemorySegment bytes) throws IOException {
      var chunk = new byte[(int) Math.min(CHUNK_BYTES, bytes.byteSize())];
      for (long at = 0; at < bytes.byteSize(); at += chunk.length) {
        var count = (int) Math.min(chunk.length, bytes.byteSize() - at);
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, chunk, 0, count);
        exchange.getResponseBody().write(chunk, 0, count);
      }
    }
  }

  /// What RowBinaryWithNamesAndTypes begins with: a count, then so many names and so many types,
  /// each with its length.
  private static final class RowBinaryHead {
    private final MemorySegment bytes;
    private long at;

    RowBinaryHead(MemorySegment bytes) {
      this.bytes = bytes;
    }

    long length() {
      var texts = 2 * number();
      for (long i = 0; i < texts; i++) {
        var size = number();
        at += size;
      }
      return at;
    }

    private long number() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        var next = bytes.get(ValueLayout.JAVA_BYTE, at++);
        value |= (long) (next & 0x7f) << shift;
        if (next >= 0) return value;
      }
    }
  }
}
