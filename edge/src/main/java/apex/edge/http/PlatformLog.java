package apex.edge.http;

import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// Sends what the web server and the JDK log to the house's own log, so that one event stays one
/// line. Found by the JDK through `META-INF/services`.
public final class PlatformLog extends System.LoggerFinder {
  /// Told at each exit, at the level DEBUG: asking whether anyone listens would set up all logging
  /// just before a command ends.
  private static final String EXITS = "java.lang.Runtime";

  @Override
  public System.Logger getLogger(String name, Module module) {
    return name.equals(EXITS) ? new Quiet(name) : new Line(LoggerFactory.getLogger(name));
  }

  private record Quiet(String name) implements System.Logger {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      return false;
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {}

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object... values) {}
  }

  private record Line(org.slf4j.Logger log) implements System.Logger {
    @Override
    public String getName() {
      return log.getName();
    }

    @Override
    public boolean isLoggable(Level level) {
      return level != Level.OFF && log.isEnabledForLevel(level(level));
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {
      if (isLoggable(level)) log.atLevel(level(level)).setCause(thrown).log(message);
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object... values) {
      if (!isLoggable(level)) return;
      var plain = format == null || values == null || values.length == 0;
      log.atLevel(level(level)).log(plain ? format : MessageFormat.format(format, values));
    }

    private static org.slf4j.event.Level level(Level level) {
      return switch (level) {
        case ALL, TRACE -> org.slf4j.event.Level.TRACE;
        case DEBUG -> org.slf4j.event.Level.DEBUG;
        case INFO -> org.slf4j.event.Level.INFO;
        case WARNING -> org.slf4j.event.Level.WARN;
        case ERROR, OFF -> org.slf4j.event.Level.ERROR;
      };
    }
  }
}
