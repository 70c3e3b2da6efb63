package apex.bench;

import apex.bench.load.SpanLoad;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Kills one part of a house again and again while spans arrive. A kill counts when the process
/// lived and ended by it; the next one comes only when the house has noted another process and
/// acknowledged spans with it.
///
/// @param rate spans a second to send
/// @param progress told in words
record KillRun(OwnHouse house, String part, int kills, double rate, Consumer<String> progress) {
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final Duration COMES_BACK = Duration.ofMinutes(3);
  private static final Duration AT_MOST = Duration.ofHours(2);
  private static final int ACKNOWLEDGED_BETWEEN = 3;
  private static final int ATTEMPTS = 2;

  /// @param done kills that hit a living process
  record Killed(SpanLoad.Sent sent, int done) {
    Map<String, Object> wire(Witness.Said counted) {
      var wire = new LinkedHashMap<String, Object>();
      wire.put("kills", done);
      wire.put("acknowledged", sent.spans());
      wire.put("sent_again", sent.again());
      wire.put("counted", counted.calls());
      wire.put("different", counted.spans());
      wire.put("same_ids", counted.spanIds() == sent.spanIds());
      wire.put("priced", counted.signs());
      wire.put("took_s", sent.took().toSeconds());
      return wire;
    }
  }

  Killed run(SpanLoad load) {
    var going = new AtomicBoolean(true);
    var acknowledged = new AtomicInteger();
    var done = new AtomicInteger();
    var killer =
        Thread.ofPlatform()
            .start(() -> {
              try {
                kill(acknowledged, done);
              } finally {
                going.set(false);
              }
            });
    var sent = load.whilst(going::get, rate, AT_MOST, acknowledged::incrementAndGet);
    try {
      killer.join();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    return new Killed(sent, done.get());
  }

  private void kill(AtomicInteger acknowledged, AtomicInteger done) {
    for (int i = 0; done.get() < kills && i < kills * ATTEMPTS; i++) {
      // Not in step with the commits of the house.
      LockSupport.parkNanos(Duration.ofMillis(300 + 137L * (i % 10)).toNanos());
      var pid = house.pids().getOrDefault(part, -1L);
      if (!ended(pid)) continue;
      progress.accept(
          "%s killed, %d of %d; %,d requests acknowledged so far"
              .formatted(part, done.incrementAndGet(), kills, acknowledged.get()));
      awaitAnother(pid, acknowledged);
    }
  }

  /// With SIGKILL; false when it did not live.
  private static boolean ended(long pid) {
    var process = ProcessHandle.of(pid);
    return process.isPresent() && process.get().isAlive() && process.get().destroyForcibly();
  }

  private void awaitAnother(long dead, AtomicInteger acknowledged) {
    var until = System.nanoTime() + COMES_BACK.toNanos();
    while (System.nanoTime() < until && house.pids().getOrDefault(part, dead) == dead)
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    int enough = acknowledged.get() + ACKNOWLEDGED_BETWEEN;
    while (System.nanoTime() < until && acknowledged.get() < enough)
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
  }
}
