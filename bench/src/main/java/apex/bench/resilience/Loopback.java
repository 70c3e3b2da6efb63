package apex.bench.resilience;

import io.github.resilience4j.timelimiter.TimeLimiter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// The same over real sockets, once: what virtual time leaves out is the machine. Its figures are
/// not judged.
final class Loopback {
  private static final int WORKERS = 20;
  private static final Duration SERVING = Duration.ofMillis(20);
  private static final int CALLERS = 100;
  private static final Duration RACE = Duration.ofSeconds(8);
  private static final Duration SAMPLE = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration FAST = Duration.ofMillis(5);
  private static final Duration SICK = Duration.ofSeconds(5);
  private static final int BEFORE = 200;
  private static final int WHILE_SICK = 25;
  private static final int AFTER = 10;

  private Loopback() {}

  /// What a limiter took the capacity of a server with 20 workers to be.
  static Map<String, Object> limit(Limiter.Named limiter) throws IOException {
    try (var server = LoopbackServer.start(WORKERS, SERVING)) {
      var gate = new Gate(limiter.maker().get());
      var callers = new ArrayList<Thread>();
      long until = System.nanoTime() + RACE.toNanos();
      for (int i = 0; i < CALLERS; i++)
        callers.add(Thread.ofVirtual().start(() -> call(server, gate, until)));
      var found = new ArrayList<Integer>();
      while (System.nanoTime() < until) {
        LockSupport.parkNanos(SAMPLE.toNanos());
        found.add(gate.found());
      }
      callers.forEach(Loopback::join);
      return wire(limiter.name(), found);
    }
  }

  private static Map<String, Object> wire(String name, List<Integer> found) {
    var late = found.subList(found.size() / 2, found.size());
    var wire = new LinkedHashMap<String, Object>();
    wire.put("limiter", name);
    wire.put("workers", WORKERS);
    wire.put("least", late.stream().min(Integer::compare).orElseThrow());
    wire.put("most", late.stream().max(Integer::compare).orElseThrow());
    wire.put("last", late.getLast());
    return wire;
  }

  private static void call(LoopbackServer server, Gate gate, long until) {
    try (var socket = server.connect()) {
      while (System.nanoTime() < until) {
        long began = gate.enter();
        var well = LoopbackServer.ask(socket, PATIENCE);
        gate.leave(began, well);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  /// Lets through what a limiter allows.
  private static final class Gate {
    private final Limiter limiter;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private int inside;

    Gate(Limiter limiter) {
      this.limiter = limiter;
    }

    long enter() {
      lock.lock();
      try {
        while (inside >= limiter.now()) {
          limiter.wanted();
          left.awaitUninterruptibly();
        }
        inside++;
        long now = System.nanoTime();
        limiter.began(now);
        return now;
      } finally {
        lock.unlock();
      }
    }

    void leave(long began, boolean well) {
      lock.lock();
      try {
        limiter.ended(began, System.nanoTime(), inside--, well);
        left.signalAll();
      } finally {
        lock.unlock();
      }
    }

    int found() {
      lock.lock();
      try {
        return limiter.found();
      } finally {
        lock.unlock();
      }
    }
  }

  /// One call and whether it was answered in time.
  private interface Caller {
    boolean ask(LoopbackServer server) throws Exception;
  }

  /// The waits for a server that steps from 5 ms to 5 s and back, with our timeout and with
  /// resilience4j's own limiter of its default length.
  static List<Map<String, Object>> timeouts() throws Exception {
    var ours = new TimeoutRace.Ours();
    var peer = TimeLimiter.ofDefaults();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return List.of(
          waits("ours", server -> adaptive(server, ours)),
          waits(
              "resilience4j, %d ms"
                  .formatted(peer.getTimeLimiterConfig().getTimeoutDuration().toMillis()),
              server -> fixed(server, peer, threads)));
    }
  }

  private static boolean adaptive(LoopbackServer server, TimeoutRace.Timeout timeout)
      throws IOException {
    var began = System.nanoTime();
    var well = asked(server, timeout.now());
    if (well) timeout.answered(Duration.ofNanos(System.nanoTime() - began));
    else timeout.cut();
    return well;
  }

  private static boolean fixed(
      LoopbackServer server, TimeLimiter limiter, java.util.concurrent.ExecutorService threads)
      throws Exception {
    try {
      return limiter.executeFutureSupplier(() -> threads.submit(() -> asked(server, PATIENCE)));
    } catch (TimeoutException late) {
      return false;
    }
  }

  private static boolean asked(LoopbackServer server, Duration patience) throws IOException {
    try (Socket socket = server.connect()) {
      return LoopbackServer.ask(socket, patience);
    }
  }

  private static Map<String, Object> waits(String name, Caller caller) throws Exception {
    try (var server = LoopbackServer.start(CALLERS, FAST)) {
      int cut = cut(server, caller, BEFORE);
      server.serveIn(SICK);
      var waits = new ArrayList<Double>();
      for (int i = 0; i < WHILE_SICK; i++) {
        var began = System.nanoTime();
        caller.ask(server);
        waits.add((System.nanoTime() - began) / 1e6);
      }
      server.serveIn(FAST);
      var wire = new LinkedHashMap<String, Object>();
      wire.put("timeout", name);
      wire.put("cut_while_healthy", cut);
      wire.put("longest_wait_ms", Math.round(waits.stream().max(Double::compare).orElseThrow()));
      wire.put(
          "longest_wait_after_20_ms",
          Math.round(waits.subList(20, WHILE_SICK).stream().max(Double::compare).orElseThrow()));
      wire.put("cut_after_recovery", cut(server, caller, AFTER));
      return wire;
    }
  }

  private static int cut(LoopbackServer server, Caller caller, int calls) throws Exception {
    int cut = 0;
    for (int i = 0; i < calls; i++) if (!caller.ask(server)) cut++;
    return cut;
  }
}
