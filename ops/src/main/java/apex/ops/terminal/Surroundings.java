package apex.ops.terminal;

import apex.kernel.environment.Environment;
import apex.kernel.environment.Setting;
import java.nio.file.Path;

/// What a command may know of the machine it runs on, taken in `main` and handed down.
///
/// @param folder the working folder; relative paths start here
public record Surroundings(Environment environment, Path folder, Terminal terminal) {
  public static final Setting<String> HOME =
      Setting.text(
          "APEX_HOME", "folder of the house on this machine: data, addresses, sign-in", ".apex");

  /// Of this process; `environment` is read in `main`.
  public static Surroundings of(Environment environment) {
    return new Surroundings(environment, Path.of("").toAbsolutePath(), Terminal.of(environment));
  }

  /// `APEX_HOME`, absolute.
  public Path home() {
    return folder.resolve(environment.read(HOME).get(HOME)).normalize();
  }
}
