package apex.ops.doctor.probe;

import apex.kernel.failure.Failure;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// What one layer showed.
///
/// @param evidence what was seen, such as addresses, dates or a status
/// @param failure why it did not pass, when it did not
public record Observation(
    Layer layer, Mark mark, Duration took, String evidence, Optional<Failure> failure) {
  /// Whether a layer passed. One that was not asked says why in its evidence.
  public enum Mark {
    PASSED,
    FAILED,
    NOT_ASKED;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public boolean passed() {
    return mark == Mark.PASSED;
  }
}
