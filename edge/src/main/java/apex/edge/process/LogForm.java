package apex.edge.process;

import apex.kernel.environment.Environment;
import apex.kernel.environment.Stage;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;

/// How this process logs: one event a line to standard error, as JSON or plain. Found by logback
/// through `META-INF/services`; without [#PROPERTY] logback looks further. In Java because reading
/// XML would be a third of the start.
public final class LogForm extends ContextAwareBase implements Configurator {
  private static final String PROPERTY = "apex.log";

  /// One JSON object a line in staging and production, plain text in development. Must be chosen
  /// before the first logger is made, and so before the settings are judged: a wrong stage logs
  /// JSON.
  static void choose(Environment environment) {
    var stage = environment.variables().getOrDefault(Stage.SETTING.name(), "development");
    System.setProperty(PROPERTY, stage.equals("development") ? "plain" : "json");
  }

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    var form = System.getProperty(PROPERTY, "");
    if (form.isEmpty()) return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setName("stderr");
    appender.setTarget("System.err");
    appender.setEncoder(form.equals("json") ? json(context) : plain(context));
    appender.start();
    var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(appender);
    quieten(context);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /// What we say ourselves, better, when it happens.
  private static void quieten(LoggerContext context) {
    context.getLogger("io.helidon").setLevel(Level.WARN);
    context.getLogger("io.helidon.webserver.LoomServer").setLevel(Level.OFF);
    context.getLogger("org.flywaydb").setLevel(Level.WARN);
    context.getLogger("com.zaxxer.hikari").setLevel(Level.ERROR);
    context.getLogger("ai.djl").setLevel(Level.ERROR);
  }

  private static Encoder<ILoggingEvent> json(LoggerContext context) {
    var encoder = new JsonEncoder();
    encoder.setContext(context);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithArguments(false);
    encoder.setWithMessage(false);
    encoder.setWithFormattedMessage(true);
    encoder.start();
    return encoder;
  }

  private static Encoder<ILoggingEvent> plain(LoggerContext context) {
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(
        "%d{HH:mm:ss.SSS} %-5level %logger{0}: %msg%replace( trace=%X{trace_id}){'^ trace=$', ''}%n");
    encoder.start();
    return encoder;
  }
}
