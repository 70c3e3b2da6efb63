package apex.stores.postgres;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// What became of an import.
///
/// @param counts read, accepted, duplicate and rejected rows
/// @param rejections a JSON list, as it was answered
/// @param receipt the JSON of its undoing
public record ImportRecord(
    ImportId id,
    String name,
    String format,
    State state,
    Counts counts,
    String rejections,
    Optional<String> receipt,
    Instant started,
    Optional<Instant> ended) {
  public enum State {
    RUNNING,
    COMPLETED,
    FAILED,
    UNDONE;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// @param conflicting duplicates whose content differs from what is kept; among the duplicates
  public record Counts(long accepted, long duplicate, long conflicting, long rejected) {
    public static final Counts NONE = new Counts(0, 0, 0, 0);

    public Counts {
      if (accepted < 0 || duplicate < 0 || rejected < 0 || conflicting < 0)
        throw new IllegalArgumentException("counts must not be negative");
      if (conflicting > duplicate)
        throw new IllegalArgumentException("conflicting rows are among the duplicates");
    }

    public long read() {
      return accepted + duplicate + rejected;
    }
  }
}
