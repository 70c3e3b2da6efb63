package apex.ops.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Brings evidence about services beside the doctor's own probes. [HealthPages] is one; evidence
/// from logs and from recorded metrics joins here.
public interface Witness {
  /// As shown beside what it says.
  String name();

  /// What it knows of the services that were examined; nothing when it knows nothing.
  List<Clue> clues(List<Examined> examined);

  /// One thing known about one service.
  ///
  /// @param about the service's name in the topology
  /// @param by who says so, such as `auth_service`
  /// @param works whether it works, as far as that one can tell
  /// @param well whether it works as it should, not slowly
  /// @param lasting how long it has been like this, where that is known
  /// @param words for people, without the name
  record Clue(
      String about,
      String by,
      boolean works,
      boolean well,
      Optional<Duration> lasting,
      String words) {}
}
