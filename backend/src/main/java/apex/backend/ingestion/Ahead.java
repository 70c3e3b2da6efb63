package apex.backend.ingestion;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// One piece of work under way on a thread of its own, while its owner prepares the next.
final class Ahead<T> {
  private final FutureTask<T> task;

  private Ahead(FutureTask<T> task) {
    this.task = task;
  }

  static <T> Ahead<T> begin(Callable<T> work) {
    var task = new FutureTask<>(work);
    Thread.ofVirtual().name("import").start(task);
    return new Ahead<>(task);
  }

  /// Waits for the end; what the work threw is thrown here.
  T result() {
    try {
      return task.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) throw cause;
      throw new ApexException(ErrorCode.BUG, "writing a batch failed", failed);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new ApexException(ErrorCode.CANCELLED, "the import was stopped", stop);
    }
  }
}
