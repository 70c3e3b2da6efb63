package apex.edge.process;

import apex.kernel.environment.Environment;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/// One server process of the house, from its settings to its exit code. Prints one line to standard
/// output when it listens; all else goes to standard error.
///
/// It stops on a signal and not in a shutdown hook: hooks run beside those of the libraries, and
/// native code that is used while its library's own hook takes it down ends the process with a
/// crash.
public final class ServiceProcess {
  private static final int STOPPED = 0;
  private static final int WRONG_USAGE = 2;
  private static final int COULD_NOT_FIND_OUT = 3;
  private static final List<String> STOPPING = List.of("TERM", "INT", "HUP");

  private final String name;
  private final Service service;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean stopping;

  private ServiceProcess(String name, Service service) {
    this.name = name;
    this.service = service;
  }

  /// What a process runs. Building it does no I/O.
  public interface Service extends AutoCloseable {
    /// Comes up, or fails with the reason; returns when all is done.
    ///
    /// @param listening to be told when requests are taken
    void start(Runnable listening) throws InterruptedException;

    /// The port it listens on.
    int port();

    /// Takes nothing new and ends what goes on. May be called from another thread while it starts.
    @Override
    void close();
  }

  /// Runs until a signal asks it to stop; a second signal ends it at once.
  ///
  /// @return the exit code: 0 stopped as asked, 2 a setting is wrong, 3 what it requires did not
  ///   answer
  public static int run(
      String name, Environment environment, Function<Environment, Service> service) {
    LogForm.choose(environment);
    try {
      return new ServiceProcess(name, service.apply(environment)).serve();
    } catch (ApexException refused) {
      return refuse(name, refused);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return STOPPED;
    }
  }

  private int serve() throws InterruptedException {
    STOPPING.forEach(signal -> Signal.handle(new Signal(signal), this::stop));
    try {
      service.start(this::ready);
    } catch (ApexException failed) {
      if (!stopping) throw closing(failed);
    }
    closed.await();
    return STOPPED;
  }

  private ApexException closing(ApexException failed) {
    service.close();
    return failed;
  }

  private void stop(Signal signal) {
    stopping = true;
    Signal.handle(signal, SignalHandler.SIG_DFL);
    service.close();
    closed.countDown();
  }

  private void ready() {
    var out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    out.println("READY {\"service\":\"%s\",\"port\":%d}".formatted(name, service.port()));
  }

  private static int refuse(String name, ApexException refused) {
    LoggerFactory.getLogger(ServiceProcess.class)
        .error("{} cannot start: {}. {}", name, refused.getMessage(), refused.remedy());
    return refused.code() == ErrorCode.CONFIGURATION ? WRONG_USAGE : COULD_NOT_FIND_OUT;
  }
}
