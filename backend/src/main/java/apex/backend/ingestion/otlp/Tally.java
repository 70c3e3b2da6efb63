package apex.backend.ingestion.otlp;

import apex.stores.postgres.IngestOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Counts what a request holds that is not kept, with the first example of each reason. For one
/// thread.
final class Tally {
  private final Map<Reason, Long> counts = new LinkedHashMap<>();
  private final Map<TelemetryFault, String> examples = new LinkedHashMap<>();
  private long rejected;

  /// @param name of the enum that gives the reason
  record Reason(IngestOutcome outcome, String name) {}

  void reject(RefusedTelemetry refused) {
    reject(refused.fault(), refused.sentence());
  }

  void reject(TelemetryFault fault, String sentence) {
    rejected++;
    add(new Reason(IngestOutcome.REJECTED, fault.name()), 1);
    examples.putIfAbsent(fault, sentence);
  }

  void ignore(NoCall why) {
    ignore(why, 1);
  }

  void ignore(NoCall why, long count) {
    add(new Reason(IngestOutcome.IGNORED, why.name()), count);
  }

  private void add(Reason reason, long count) {
    counts.merge(reason, count, Long::sum);
  }

  long rejected() {
    return rejected;
  }

  Map<Reason, Long> counts() {
    return counts;
  }

  /// Each reason with its count and its first example; empty when nothing was rejected.
  String sentence() {
    return examples.entrySet().stream()
        .map(example ->
            "%d %s (%s)"
                .formatted(
                    counts.get(new Reason(IngestOutcome.REJECTED, example.getKey().name())),
                    example.getKey(),
                    example.getValue()))
        .collect(Collectors.joining("; "));
  }

  List<Parcel.Count> parcelled() {
    var list = new ArrayList<Parcel.Count>();
    counts.forEach(
        (reason, count) -> list.add(new Parcel.Count(reason.outcome(), reason.name(), count)));
    return list;
  }
}
