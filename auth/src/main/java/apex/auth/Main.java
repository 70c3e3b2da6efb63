package apex.auth;

import apex.kernel.environment.Environment;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.slf4j.LoggerFactory;

/// The process auth. Prints one line to standard output when it listens and has tried to start; all
/// else goes to standard error. Ends with 2 when its settings are wrong, 3 when PostgreSQL did not
/// answer in time.
public final class Main {
  private static final int WRONG_USAGE = 2;
  private static final int COULD_NOT_FIND_OUT = 3;

  private Main() {}

  public static void main(String[] arguments) {
    var environment = Environment.ofProcess();
    chooseLog(environment);
    try {
      run(environment);
    } catch (ApexException refused) {
      LoggerFactory.getLogger(Main.class)
          .error("auth cannot start: {}. {}", refused.getMessage(), refused.remedy());
      System.exit(refused.code() == ErrorCode.CONFIGURATION ? WRONG_USAGE : COULD_NOT_FIND_OUT);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static void run(Environment environment) throws InterruptedException {
    var service = new AuthService(AuthConfig.from(environment), InstantSource.system()).listen();
    Runtime.getRuntime().addShutdownHook(new Thread(service::close, "stop"));
    service.start(() -> ready(service.port()));
  }

  private static void ready(int port) {
    var out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    out.println("READY {\"service\":\"auth\",\"port\":%d}".formatted(port));
  }

  /// One JSON object a line in staging and production, plain text in development. Must be chosen
  /// before the first logger is made.
  private static void chooseLog(Environment environment) {
    var stage = environment.variables().getOrDefault("APEX_STAGE", "development");
    System.setProperty(LogForm.PROPERTY, stage.equals("development") ? "plain" : "json");
  }
}
