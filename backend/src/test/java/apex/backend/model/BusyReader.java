package apex.backend.model;

import apex.edge.process.ServiceProcess;
import apex.kernel.environment.Environment;
import java.time.Duration;

/// A process that reads sentences without a pause until it is stopped.
public final class BusyReader implements ServiceProcess.Service {
  private static final int READERS = 4;

  private final SentenceModel model = new SentenceModel();

  public static void main(String[] arguments) {
    System.exit(ServiceProcess.run("reader", Environment.ofProcess(), _ -> new BusyReader()));
  }

  @Override
  public void start(Runnable listening) throws InterruptedException {
    model.load(() -> {}).awaitReady(Duration.ofSeconds(60));
    for (int i = 0; i < READERS; i++) Thread.ofPlatform().daemon().start(this::read);
    listening.run();
  }

  private void read() {
    while (model.vector("Which model is the most expensive, and why?").isPresent()) {}
  }

  @Override
  public int port() {
    return 1;
  }

  @Override
  public void close() {
    model.close();
  }
}
