package apex.ops.terminal;

import apex.kernel.environment.Environment;
import apex.kernel.environment.Setting;
import java.nio.file.Path;

/// What a command may know of the machine it runs on, taken in `main` and handed down.
///
/// @param folder the working folder; relative paths start here
public record Surroundings(Environment environment, Path folder, Terminal terminal) {
  static final Setting<String> HOME =
      Setting.text(
          "APEX_HOME", "folder of the house on this machine: data, addresses, sign-in", ".apex");

  public static Surroundings ofProcess() {
    var environment = Environment.ofProcess();
    return new Surroundings(
        environment, Path.of("").toAbsolutePath(), Terminal.ofProcess(environment));
  }

  /// `APEX_HOME`, absolute.
  public Path home() {
    return folder.resolve(environment.read(HOME).get(HOME)).normalize();
  }
}
