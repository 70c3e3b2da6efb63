package apex.backend.model;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Turns a sentence into a vector of length one, so that like meanings lie close: all-MiniLM-L6-v2,
/// quantised, in this process. Loading takes most of a second, so it happens beside the start.
public final class SentenceModel {
  private final CompletableFuture<EmbeddingModel> model = new CompletableFuture<>();
  private volatile boolean begun;

  /// Begins to load and returns at once.
  public SentenceModel load() {
    begun = true;
    // a platform thread: native loading would pin a carrier of the virtual ones for its whole time
    Thread.ofPlatform().daemon().name("load sentence model").start(this::complete);
    return this;
  }

  private void complete() {
    // the tokenizer's library reports its use to its makers and asks the network where it runs
    System.setProperty("OPT_OUT_TRACKING", "true");
    try {
      model.complete(new AllMiniLmL6V2QuantizedEmbeddingModel(Runnable::run));
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
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException not) {
      return false;
    }
  }

  /// Waits until loading, if it has begun, has come to an end.
  public void settle(Duration patience) throws InterruptedException {
    if (begun) awaitReady(patience);
  }

  /// The sentence's vector; empty while the model is not ready.
  public Optional<Vector> vector(String sentence) {
    if (!ready()) return Optional.empty();
    return Optional.of(new Vector(model.join().embed(sentence).content().vector()));
  }
}
