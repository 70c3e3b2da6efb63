package apex.stores.postgres;

import apex.kernel.identity.WorkspaceId;
import apex.spend.usage.EmitterGroup;
import apex.spend.usage.Votes;
import java.util.List;

/// What to remember of a delivery.
public record Receipts(List<Line> lines, List<Delay> delays, List<Said> said) {
  public static final Receipts NONE = new Receipts(List.of(), List.of(), List.of());

  public Receipts {
    lines = List.copyOf(lines);
    delays = List.copyOf(delays);
    said = List.copyOf(said);
  }

  /// @param signal `traces`, `metrics` or `logs`
  /// @param reason empty where the outcome says it all
  public record Line(
      WorkspaceId workspace, String signal, IngestOutcome outcome, String reason, long count) {}

  /// Calls that could be asked for so long after their acknowledgement.
  ///
  /// @param bucket 2^(bucket / 8) milliseconds
  public record Delay(WorkspaceId workspace, int bucket, long calls) {}

  /// What the numbers of an emitter said in this delivery about what they mean.
  public record Said(WorkspaceId workspace, EmitterGroup group, Votes votes) {}
}
