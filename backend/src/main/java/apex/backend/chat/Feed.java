package apex.backend.chat;

import apex.kernel.identity.Identity;
import apex.kernel.run.RunId;
import apex.stores.redis.LiveHints;

/// Lets connections follow runs, each following on a thread of its own.
public final class Feed {
  private final Chat chat;
  private final LiveHints hints;
  private final Follower.Rhythm rhythm;

  public Feed(Chat chat, LiveHints hints, Follower.Rhythm rhythm) {
    this.chat = chat;
    this.hints = hints;
    this.rhythm = rhythm;
  }

  /// Hears the caller's run after `afterSeq`, until its last event or until it is closed.
  public Following follow(Identity identity, RunId run, long afterSeq, Follower.Ear ear) {
    var follower = new Follower(chat, identity, run, afterSeq, ear, rhythm);
    var thread = Thread.ofVirtual().name("follow " + run).start(() -> follow(run, follower));
    return new Following(follower, thread);
  }

  private void follow(RunId run, Follower follower) {
    try (var _ = hints.listen(run, follower::hint)) {
      follower.follow();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /// One run being followed.
  public record Following(Follower follower, Thread thread) implements AutoCloseable {
    public boolean over() {
      return !thread.isAlive();
    }

    @Override
    public void close() {
      follower.close();
    }
  }
}
