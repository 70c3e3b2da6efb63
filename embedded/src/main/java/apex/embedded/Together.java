package apex.embedded;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Starts several parts side by side: all of them, or none.
public final class Together {
  private Together() {}

  /// In the order of `starts`. When one fails, those that started are closed and the first failure
  /// is thrown.
  public static List<Keeper<? extends Part>> start(List<Callable<Keeper<? extends Part>>> starts) {
    var started = new ArrayList<Keeper<? extends Part>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var pending = new ArrayList<Future<Keeper<? extends Part>>>();
      for (var start : starts) pending.add(threads.submit(start));
      var failure = gather(pending, started);
      if (failure.isEmpty()) return List.copyOf(started);
      started.forEach(Keeper::close);
      throw failure.get();
    }
  }

  private static Optional<RuntimeException> gather(
      List<Future<Keeper<? extends Part>>> pending, List<Keeper<? extends Part>> started) {
    Optional<RuntimeException> first = Optional.empty();
    for (var one : pending)
      try {
        started.add(one.get());
      } catch (ExecutionException failed) {
        if (first.isEmpty()) first = Optional.of(thrown(failed));
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        first = Optional.of(new ApexException(ErrorCode.CANCELLED, "stopped while starting", stop));
      }
    return first;
  }

  private static RuntimeException thrown(ExecutionException failed) {
    return failed.getCause() instanceof RuntimeException ours
        ? ours
        : new ApexException(ErrorCode.BUG, "a part could not be started", failed);
  }
}
