package apex.ops;

import apex.ops.terminal.Surroundings;

/// Runs the client commands.
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(Cli.run(Surroundings.ofProcess(), args));
  }
}
