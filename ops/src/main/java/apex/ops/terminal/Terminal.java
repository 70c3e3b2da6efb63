package apex.ops.terminal;

import apex.kernel.environment.Environment;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Where a command reads and writes, and whether a person looks on.
///
/// @param out for what was asked for
/// @param err for everything said on the way: progress, warnings, failures
/// @param live whether `out` is a terminal, so that lines may be drawn over
/// @param liveErr whether `err` is a terminal
/// @param colours whether `out` may be coloured
/// @param columns width of a line, at least 40
public record Terminal(
    PrintStream out,
    PrintStream err,
    InputStream in,
    boolean live,
    boolean liveErr,
    boolean colours,
    int columns) {

  private static final int COLUMNS = 100;

  public Terminal {
    columns = Math.max(40, columns);
  }

  public static Terminal of(Environment environment) {
    var live = isTerminal(1);
    return new Terminal(
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        System.in,
        live,
        isTerminal(2),
        live && coloursWanted(environment),
        columns(environment));
  }

  /// Nobody looks on: plain lines to the given streams.
  public static Terminal plain(PrintStream out, PrintStream err, InputStream in) {
    return new Terminal(out, err, in, false, false, false, COLUMNS);
  }

  /// Whether a person can be asked something.
  public Optional<Console> person() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal);
  }

  public String bold(String text) {
    return style("1", text);
  }

  public String faint(String text) {
    return style("2", text);
  }

  public String red(String text) {
    return style("31", text);
  }

  public String green(String text) {
    return style("32", text);
  }

  public String yellow(String text) {
    return style("33", text);
  }

  public String struck(String text) {
    return style("9", text);
  }

  private String style(String code, String text) {
    return colours && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /// See https://no-color.org: any value that is not empty.
  private static boolean coloursWanted(Environment environment) {
    var variables = environment.variables();
    return variables.getOrDefault("NO_COLOR", "").isEmpty()
        && !variables.getOrDefault("TERM", "").equals("dumb");
  }

  private static int columns(Environment environment) {
    try {
      return Integer.parseInt(environment.variables().getOrDefault("COLUMNS", "" + COLUMNS));
    } catch (NumberFormatException odd) {
      return COLUMNS;
    }
  }

  /// Java tells of standard input and output together only; Linux tells of each.
  private static boolean isTerminal(int descriptor) {
    try {
      var target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException elsewhere) {
      return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }
  }
}
