package apex.backend.export;

import apex.spend.figures.DayCharges;
import apex.spend.figures.DayCharges.TokenKind;
import apex.stores.clickhouse.UsageReading;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A month of usage as FOCUS rows in CSV: one row for each day, model and kind of token, and one
/// more wherever a second unit price applied to the kind that day. The same ledger at the same
/// `as_of` gives the same bytes.
///
/// Calls without a price have no row: the specification demands a cost in every row, and a cost of
/// zero would be none. How many they are is told beside the file.
public record FocusExport(FocusMonth month, FocusVersion version) {

  /// What a file holds, told before it is sent.
  ///
  /// @param rows without the header
  /// @param usd the sum of BilledCost, exact
  /// @param sha256 of its bytes, hexadecimal
  public record Contents(long rows, BigDecimal usd, String sha256) {}

  /// Goes through the month once without keeping it.
  public Contents contents(UsageReading reading) {
    var digest = sha256();
    var file = new DigestOutputStream(OutputStream.nullOutputStream(), digest);
    var written = write(reading, file);
    return new Contents(written.rows, written.usd, HexFormat.of().formatHex(digest.digest()));
  }

  /// Writes the same bytes that [#contents] told of.
  public void to(UsageReading reading, OutputStream out) {
    write(reading, out);
  }

  private Written write(UsageReading reading, OutputStream out) {
    var written = new Written(out);
    written.line(version.columns());
    reading.charges(written::add);
    written.day();
    return written;
  }

  /// The lines of one model on one day, gathered because a price may stand in several sums.
  private final class Written {
    private final OutputStream out;
    private final List<DayCharges> gathered = new ArrayList<>();
    private long rows;
    private BigDecimal usd = BigDecimal.ZERO;

    Written(OutputStream out) {
      this.out = out;
    }

    void add(DayCharges charges) {
      if (!gathered.isEmpty() && !together(gathered.getFirst(), charges)) day();
      gathered.add(charges);
    }

    void day() {
      if (gathered.isEmpty()) return;
      var first = gathered.getFirst();
      long requests = gathered.stream().mapToLong(DayCharges::requests).sum();
      var lines = lines(gathered);
      gathered.clear();
      for (var line : lines) {
        line(new FocusRow(month, version, first, line, requests).values());
        usd = usd.add(line.usd());
        rows++;
        requests = 0; // counted once
      }
    }

    private void line(List<String> values) {
      try {
        out.write(Csv.line(values));
      } catch (IOException gone) {
        throw new UncheckedIOException(gone);
      }
    }
  }

  private static boolean together(DayCharges one, DayCharges other) {
    return one.day().equals(other.day())
        && one.provider().equals(other.provider())
        && one.model().equals(other.model());
  }

  /// The fee for calls comes first and counts them; then the kinds of token in their order, each by
  /// its unit price.
  private static List<FocusLine> lines(List<DayCharges> day) {
    var lines = new TreeMap<FocusLine.Key, FocusLine>();
    for (var charges : day) {
      if (charges.requestsUsd().signum() > 0)
        merge(
            lines, FocusLine.requests(charges.basis(), charges.requests(), charges.requestsUsd()));
      for (var metered : charges.kinds())
        if (metered.tokens() > 0) merge(lines, FocusLine.tokens(charges.basis(), metered));
    }
    reasoningAsOutput(lines);
    return List.copyOf(lines.values());
  }

  private static void merge(Map<FocusLine.Key, FocusLine> lines, FocusLine line) {
    lines.merge(line.key(), line, FocusLine::plus);
  }

  /// Reasoning that costs what other output costs is output.
  private static void reasoningAsOutput(Map<FocusLine.Key, FocusLine> lines) {
    for (var line : List.copyOf(lines.values())) {
      var as = line.as(TokenKind.OUTPUT.name());
      if (!line.kind().equals(TokenKind.REASONING.name()) || !lines.containsKey(as.key())) continue;
      lines.remove(line.key());
      merge(lines, as);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
