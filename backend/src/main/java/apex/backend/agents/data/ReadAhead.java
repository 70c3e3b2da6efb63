package apex.backend.agents.data;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import io.opentelemetry.context.Context;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/// Readings that are begun at once and taken in turn. A reading's time, as the listener is told it,
/// is then what was still waited for. Closing gives up what was not taken.
final class ReadAhead implements AutoCloseable {
  private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();

  /// Begins `reading`; whoever takes its value waits for it, or gets its failure.
  <T> Supplier<T> ask(Supplier<T> reading) {
    var traced = Context.current().wrapSupplier(reading);
    var begun = readers.submit(traced::get);
    return () -> taken(begun);
  }

  private static <T> T taken(Future<T> begun) {
    try {
      return begun.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) throw cause;
      throw new ApexException(ErrorCode.BUG, "a reading broke", failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new ApexException(ErrorCode.CANCELLED, "stopped while reading", stopped);
    }
  }

  @Override
  public void close() {
    readers.shutdownNow();
  }
}
