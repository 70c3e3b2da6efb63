package apex.backend.model;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// Turns a sentence into a vector of length one, so that like meanings lie close: all-MiniLM-L6-v2,
/// quantised, in this process. Loading takes most of a second, so it happens beside the start.
///
/// Must be closed before the process ends: the native library takes itself down in a hook of its
/// own, and a sentence that is being read then, or a model that is being loaded, crashes the
/// process.
public final class SentenceModel implements AutoCloseable {
  private static final Duration LOADING_PATIENCE = Duration.ofSeconds(5);

  private final CompletableFuture<EmbeddingModel> model = new CompletableFuture<>();
  private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();
  private volatile boolean begun;
  private boolean closed;

  /// Begins to load and returns at once.
  ///
  /// @param loaded done first with the loaded model
  public SentenceModel load(Runnable loaded) {
    begun = true;
    // a platform thread: native loading would pin a carrier of the virtual ones for its whole time
    Thread.ofPlatform().daemon().name("load sentence model").start(() -> complete(loaded));
    return this;
  }

  private void complete(Runnable loaded) {
    // the tokenizer's library reports its use to its makers and asks the network where it runs
    System.setProperty("OPT_OUT_TRACKING", "true");
    try {
      model.complete(new AllMiniLmL6V2QuantizedEmbeddingModel(Runnable::run));
      loaded.run();
    } catch (RuntimeException | LinkageError broken) {
      model.completeExceptionally(broken);
    }
  }

  /// Whether sentences can be compared now. False while loading, and for good where it cannot load.
  public boolean ready() {
    return model.isDone() && !model.isCompletedExceptionally();
  }

  /// Waits until it is loaded; false when it is not by then, or cannot be.
  public boolean awaitReady(Duration patience) throws InterruptedException {
    try {
      model.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException | TimeoutException not) {
      return false;
    }
  }

  /// The sentence's vector; empty while the model is not ready, and after it was closed.
  public Optional<Vector> vector(String sentence) {
    if (!ready()) return Optional.empty();
    use.readLock().lock();
    try {
      return closed ? Optional.empty() : Optional.of(read(sentence));
    } finally {
      use.readLock().unlock();
    }
  }

  private Vector read(String sentence) {
    return new Vector(model.join().embed(sentence).content().vector());
  }

  /// Waits for loading and for the sentences that are being read, and takes no more.
  @Override
  public void close() {
    settle();
    use.writeLock().lock();
    closed = true;
    use.writeLock().unlock();
  }

  private void settle() {
    try {
      if (begun) awaitReady(LOADING_PATIENCE);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
