package apex.backend;

import apex.backend.prices.BuiltInPrices;
import apex.edge.process.ServiceProcess;
import apex.kernel.environment.Environment;
import java.time.InstantSource;

/// The process backend: see [ServiceProcess].
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(
        ServiceProcess.run(
            "backend",
            Environment.ofProcess(),
            settings ->
                new Backend(
                    Backend.Config.from(settings), BuiltInPrices.read(), InstantSource.system())));
  }
}
