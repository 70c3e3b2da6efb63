package apex.auth;

import apex.edge.process.ServiceProcess;
import apex.kernel.environment.Environment;
import java.time.InstantSource;

/// The process auth: see [ServiceProcess]. It listens before PostgreSQL answers, so that its health
/// can be asked.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(
        ServiceProcess.run(
            "auth",
            Environment.ofProcess(),
            settings -> new AuthService(AuthConfig.from(settings), InstantSource.system())));
  }
}
