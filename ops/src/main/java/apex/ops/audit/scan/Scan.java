package apex.ops.audit.scan;

import apex.ops.audit.facts.FileFacts;
import apex.ops.audit.facts.Language;
import apex.ops.audit.facts.Watch;
import apex.ops.audit.tree.SourceFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/// Reads files with one thread a core. Each holds one file at a time. An interrupt ends all.
public final class Scan {
  /// Deep enough for the deepest nesting the grammar allows.
  private static final long STACK_BYTES = 64L << 20;

  private final Watch watch;
  private final FactCache cache;
  private final int threads;

  public Scan(Watch watch, FactCache cache) {
    this(watch, cache, Math.max(1, Runtime.getRuntime().availableProcessors()));
  }

  Scan(Watch watch, FactCache cache, int threads) {
    this.watch = watch;
    this.cache = cache;
    this.threads = threads;
  }

  /// What each file says, in the order of `files`.
  ///
  /// @param progress told how many files are done, from any thread
  public List<FileFacts> read(List<SourceFile> files, IntConsumer progress) {
    var facts = new FileFacts[files.size()];
    var next = new AtomicInteger();
    var failure = new AtomicReference<Throwable>();
    var workers = new ArrayList<Thread>();
    for (int i = 0; i < Math.min(threads, files.size()); i++) {
      var worker =
          new Thread(
              null,
              () -> {
                try {
                  new Worker().work(files, facts, next, progress);
                } catch (Throwable broken) {
                  failure.compareAndSet(null, broken);
                  next.set(files.size());
                }
              },
              "audit-" + i,
              STACK_BYTES);
      worker.setDaemon(true);
      worker.start();
      workers.add(worker);
    }
    join(workers, next, files.size());
    if (failure.get() != null) throw new IllegalStateException("the scan broke", failure.get());
    return List.of(facts);
  }

  private static void join(List<Thread> workers, AtomicInteger next, int all) {
    try {
      for (var worker : workers) worker.join();
    } catch (InterruptedException stopped) {
      next.set(all);
      Thread.currentThread().interrupt();
      throw new CancellationException("the audit was stopped");
    }
  }

  /// One thread's readers and buffer.
  private final class Worker {
    private final Map<Language, Language.Reader> readers = new HashMap<>();
    private byte[] buffer = new byte[256 << 10];

    void work(List<SourceFile> files, FileFacts[] facts, AtomicInteger next, IntConsumer progress) {
      for (int i = next.getAndIncrement(); i < files.size(); i = next.getAndIncrement()) {
        facts[i] = facts(files.get(i));
        if ((i & 127) == 0) progress.accept(i);
      }
    }

    private FileFacts facts(SourceFile file) {
      try {
        var known = cache.unchanged(file);
        if (known.isPresent()) return known.get();
        var length = load(file);
        return cache.of(file, buffer, length, () -> read(file, length));
      } catch (AccessDeniedException denied) {
        return FileFacts.unreadable(1, "it may not be opened: permission denied");
      } catch (IOException broken) {
        return FileFacts.unreadable(
            1, "it could not be read: " + broken.getClass().getSimpleName());
      }
    }

    private FileFacts read(SourceFile file, int length) {
      return readers
          .computeIfAbsent(file.language(), language -> language.reader(watch))
          .read(file.name(), buffer, length);
    }

    private int load(SourceFile file) throws IOException {
      try (var channel = FileChannel.open(file.at())) {
        var size = channel.size();
        if (size + 8 > buffer.length)
          buffer = new byte[(int) Math.min(Integer.MAX_VALUE - 8, size + 4096)];
        var into = ByteBuffer.wrap(buffer);
        while (into.position() < size && channel.read(into) >= 0) {
          // until the end
        }
        return into.position();
      }
    }
  }
}
