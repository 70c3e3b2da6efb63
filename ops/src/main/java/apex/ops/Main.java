package apex.ops;

import apex.kernel.environment.Environment;
import apex.ops.terminal.Surroundings;

/// Runs the client commands.
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(Cli.run(Surroundings.of(Environment.ofProcess()), args));
  }
}
