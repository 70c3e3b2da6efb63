package apex.backend.ingestion;

import apex.spend.usage.Call;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// Keeps every row it is given, for tests.
final class KeptRows implements RowSink {
  static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");

  final List<Call> calls = new ArrayList<>();
  final List<UsageRow> rows = new ArrayList<>();
  String verdict = "";
  long skipped;
  final List<Rejection> rejections = new ArrayList<>();

  static UsageFile reader() {
    return new UsageFile(new ReadLimits(1 << 20, 256, 2L << 30), () -> NOW);
  }

  static RowDefaults defaults(Instant start) {
    return new RowDefaults("openai", "gpt-4o", "chat", Optional.of(start));
  }

  @Override
  public void begin(FormatVerdict as) {
    verdict = as.words();
  }

  @Override
  public void accept(UsageRow row) {
    rows.add(row);
    row.parts().forEach(part -> calls.add(part.call()));
  }

  @Override
  public void skip(long line) {
    skipped++;
  }

  @Override
  public void reject(Rejection rejection) {
    rejections.add(rejection);
  }

  /// `REASON count line column` of the first of each reason.
  List<String> summary() {
    var counts = new LinkedHashMap<RejectionReason, Long>();
    for (var rejection : rejections) counts.merge(rejection.reason(), 1L, Long::sum);
    return counts.entrySet().stream().map(e -> line(e.getKey(), e.getValue())).toList();
  }

  private String line(RejectionReason reason, long count) {
    var first =
        rejections.stream().filter(rejection -> rejection.reason() == reason).findFirst().get();
    return "%s %d %d %s".formatted(reason, count, first.line(), first.column());
  }
}
