package apex.ops;

import apex.kernel.environment.Environment;
import apex.ops.terminal.Surroundings;

/// Runs the client commands.
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // Named, since other programs on the class path have configurations of their own.
    System.setProperty("logback.configurationFile", "apex/ops/logback.xml");
    System.exit(Cli.run(Surroundings.of(Environment.ofProcess()), args));
  }
}
