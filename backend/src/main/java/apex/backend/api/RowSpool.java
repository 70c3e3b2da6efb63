package apex.backend.api;

import apex.backend.ingestion.PricedRow;
import apex.backend.ingestion.Rejection;
import apex.backend.ingestion.RowsTold;
import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The lines of a rehearsal, in a file of their own until they can be sent; gone when they were.
/// Used by one thread.
final class RowSpool implements RowsTold, AutoCloseable {
  /// More than a file of the largest size ever told needs no row-by-row reading.
  private static final long BYTES_MAX = 4L << 30;

  private final Path file;
  private final OutputStream out;
  private long written;

  private RowSpool(Path file, OutputStream out) {
    this.file = file;
    this.out = out;
  }

  static RowSpool open() throws IOException {
    var file = Files.createTempFile("apex-rehearsal-", ".ndjson");
    return new RowSpool(file, new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
  }

  /// One row on the wire.
  ///
  /// @param costUsd exact; null when there is no price
  /// @param why there is no price, or no single one
  /// @param requests how many calls the row stands for
  record RowLine(
      String type,
      long line,
      String model,
      Optional<String> costUsd,
      Optional<String> why,
      String lowUsd,
      Optional<String> highUsd,
      long requests,
      Optional<String> reportedUsd) {
    static RowLine of(PricedRow row) {
      return new RowLine(
          "row",
          row.row().line(),
          row.row().first().model(),
          row.usd().map(RowLine::exact),
          Optional.of(row.why()).filter(why -> !why.isEmpty()),
          exact(row.low()),
          row.high().map(RowLine::exact),
          row.requests(),
          row.row().reportedUsd().map(RowLine::exact));
    }

    private static String exact(BigDecimal usd) {
      return usd.signum() == 0 ? "0" : usd.stripTrailingZeros().toPlainString();
    }
  }

  /// A rejected row on the wire: it has no model that could be relied on, and no cost.
  record RefusedLine(
      String type,
      long line,
      Optional<String> model,
      Optional<String> costUsd,
      String why,
      Fault error) {
    record Fault(String reason, String column, String value, String rule) {}

    static RefusedLine of(Rejection rejection) {
      return new RefusedLine(
          "row",
          rejection.line(),
          Optional.empty(),
          Optional.empty(),
          "rejected: %s %s".formatted(rejection.column(), rejection.rule()),
          new Fault(
              rejection.reason().name(), rejection.column(), rejection.value(), rejection.rule()));
    }
  }

  @Override
  public void priced(PricedRow row) {
    line(RowLine.of(row));
  }

  @Override
  public void rejected(Rejection rejection) {
    line(RefusedLine.of(rejection));
  }

  /// The last line; nothing can be added after it.
  void end(Imports.Answer answer) throws IOException {
    line(answer);
    out.close();
  }

  void sendTo(OutputStream client) throws IOException {
    try (this) {
      Files.copy(file, client);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
    Files.deleteIfExists(file);
  }

  private void line(Object told) {
    var bytes = Json.bytes(told);
    written += bytes.length + 1;
    if (written > BYTES_MAX)
      throw new ApexException(
          ErrorCode.TOO_LARGE,
          "the rows of this file fill more than %d bytes: rehearse a part of it"
              .formatted(BYTES_MAX));
    try {
      out.write(bytes);
      out.write('\n');
    } catch (IOException full) {
      throw new UncheckedIOException("the rows could not be kept until they are sent", full);
    }
  }
}
