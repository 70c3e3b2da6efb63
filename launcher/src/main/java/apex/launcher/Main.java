package apex.launcher;

import apex.kernel.environment.Environment;
import apex.ops.Cli;
import apex.ops.terminal.Surroundings;
import org.slf4j.LoggerFactory;

/// Runs the client commands and those that start and stop a house on this machine.
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // Named, since auth and backend on this class path have configurations of their own.
    System.setProperty("logback.configurationFile", "apex/launcher/logback.xml");
    // Now, while there is one thread: its own start warns when several meet in it.
    LoggerFactory.getILoggerFactory();
    var here = Surroundings.of(Environment.ofProcess());
    System.exit(
        Cli.run(here, args, new Demo(here), new Up(here), new Down(here), new Status(here)));
  }
}
