package apex.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// How one child is started and asked to end.
///
/// @param name also the name of its log and of its mark
/// @param environment all of it: nothing is inherited
/// @param folder where its log (`log/NAME.log`) and its mark (`run/NAME.pid`) are kept
/// @param patience how long it may take to end by itself before it is killed
public record Recipe(
    String name,
    List<String> command,
    Map<String, String> environment,
    Path folder,
    StopSignal signal,
    Duration patience) {
  public Recipe {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  Path mark() {
    return folder.resolve("run").resolve(name + ".pid");
  }

  /// Where what it prints is kept.
  public Path log() {
    return folder.resolve("log").resolve(name + ".log");
  }
}
