package apex.bench;

import apex.backend.ingestion.otlp.OtlpConfig;
import apex.backend.ingestion.spool.Spool;
import apex.bench.load.Distribution;
import apex.bench.load.SpanBodies;
import apex.bench.load.SpanLoad;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.house.Session;
import apex.ops.terminal.Surroundings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// How much telemetry a house takes, and that none of it is lost.
@Command(
    name = "ingest",
    description = {
      "Measure how many spans a second are acknowledged durable, and how soon they can be asked for.",
      "Starts a house of its own; the sender runs on the same cores. Beside it, in the same run:",
      "a receiver that only decodes and puts the bytes on the disk, and a bare insert into ClickHouse.",
      "With --kill the parts of the house are killed while spans arrive, and ClickHouse itself is",
      "asked whether each acknowledged span is there once, by its count and the sum of all ids."
    },
    footer = {
      "",
      "Examples:",
      "  ./apex bench ingest --seconds 60 --rate 10000",
      "  ./apex bench ingest --kill",
      "  ./apex bench ingest --kill --full --json"
    })
final class IngestBench implements Callable<Integer> {
  private static final Duration SETTLE = Duration.ofMinutes(10);
  private static final Duration FLAT_OUT = Duration.ofSeconds(15);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final int KILLS = 10;
  private static final int KILLS_FULL = 50;

  /// While parts are killed many small requests are under way, and no more than the ledger carries.
  private static final int KILL_SPANS = 64;

  private static final int KILL_RATE = 3_000;
  private static final int KILL_SENDERS = 4;

  private final Speaker speaker;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "How long to send at the rate (default: ${DEFAULT-VALUE}).",
      defaultValue = "60")
  int seconds;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description = "Spans a second to send (default: ${DEFAULT-VALUE}).",
      defaultValue = "10000")
  int rate;

  @Option(
      names = "--spans",
      paramLabel = "N",
      description = "Spans in a request (default: ${DEFAULT-VALUE}, as the SDKs).",
      defaultValue = "512")
  int spans;

  @Option(
      names = "--senders",
      paramLabel = "T",
      description = "Senders at once (default: ${DEFAULT-VALUE}).",
      defaultValue = "4")
  int senders;

  @Option(names = "--kill", description = "Kill ClickHouse, Redis and the backend while sending.")
  boolean kill;

  @Option(names = "--full", description = "Kill each 50 times instead of 10.")
  boolean full;

  @Option(names = "--json", description = "Print the measurement as one JSON object.")
  boolean json;

  IngestBench(Surroundings surroundings) {
    this.speaker = new Speaker(surroundings, "ingest");
  }

  @Override
  public Integer call() {
    speaker.check("--seconds", seconds, 1, 3_600);
    speaker.check("--rate", rate, 1, 1_000_000);
    speaker.check("--spans", spans, 1, 10_000);
    speaker.check("--senders", senders, 1, 64);
    return speaker.show(kill ? kills() : speed(), json);
  }

  private IngestResult speed() {
    var wire = new LinkedHashMap<String, Object>();
    double flatOut;
    List<String> flags;
    try (var own = started();
        var client = own.client();
        var owner = client.signIn(own.owner())) {
      flags = FloorRun.flagsOf(own.pids().getOrDefault("backend", -1L));
      var load = load(own, key(owner));
      speaker.say("warming up");
      load.at(rate, Duration.ofSeconds(5));
      steady(own, owner, load, wire);
      flatOut = flatOut(own, owner, load, wire);
    }
    speaker.say("the floor: decode and fsync");
    var floor = new FloorRun(senders, spans, flags).measure(FLAT_OUT);
    wire.put("floor_spans_per_second", Math.round(floor.perSecond()));
    wire.put("floor_cpu_micros_per_span", floor.cpuMicros());
    wire.put("share_of_floor", Distribution.rounded(flatOut / floor.perSecond()));
    speaker.say("bare inserts of %,d rows".formatted(bareRows()));
    wire.put(
        "bare_insert_rows_per_second",
        Math.round(new BareInsert(bareRows()).perSecond(Duration.ofSeconds(10))));
    wire.put("settings", settings(flags));
    return new IngestResult("speed", wire, List.of());
  }

  private void steady(OwnHouse own, Session owner, SpanLoad load, Map<String, Object> wire) {
    long before = settled(owner);
    speaker.say("sending %,d spans a second for %d s".formatted(rate, seconds));
    var began = System.nanoTime();
    var earlier = CpuTimes.of(pids(own));
    var sent = load.at(rate, Duration.ofSeconds(seconds));
    var cores = CpuTimes.of(pids(own)).cores(earlier, (System.nanoTime() - began) / 1e9);
    wire.put("spans_per_second", Math.round(sent.perSecond()));
    wire.put("acknowledged_ms", sent.acknowledged().wire());
    wire.put("sent_again", sent.again());
    wire.put("sent", sent.spans());
    wire.put("visible", settled(owner) - before);
    wire.put(
        "queryable_after_ms", owner.get("/api/ingest/receipts").tree().path("queryable_after_ms"));
    wire.put("cores_used", cores);
  }

  /// As fast as it is acknowledged; and, beside it, what the house carries to the ledger meanwhile
  /// and afterwards, which bounds every load that is longer than the spool is large.
  private double flatOut(OwnHouse own, Session owner, SpanLoad load, Map<String, Object> wire) {
    speaker.say("flat out for %d s".formatted(FLAT_OUT.toSeconds()));
    load.flatOut(FloorRun.WARM_UP); // as the floor is warmed up
    long before = settled(owner);
    var earlier = CpuTimes.of(pids(own));
    var sent = load.flatOut(FLAT_OUT);
    wire.put(
        "flat_out_cpu_micros_per_span", CpuTimes.of(pids(own)).microsEach(earlier, sent.spans()));
    var began = System.nanoTime();
    long visible = settled(owner) - before;
    double after = (System.nanoTime() - began) / 1e9;
    wire.put("flat_out_spans_per_second", Math.round(sent.perSecond()));
    wire.put("flat_out_sent_again", sent.again());
    wire.put("flat_out_lost", sent.spans() - visible);
    wire.put("drained_after_s", Distribution.rounded(after));
    wire.put(
        "carried_spans_per_second",
        Math.round(sent.spans() / (sent.took().toNanos() / 1e9 + after)));
    return sent.perSecond();
  }

  /// Kills each part in turn while spans arrive, then counts.
  private IngestResult kills() {
    var wire = new LinkedHashMap<String, Object>();
    var lost = new ArrayList<String>();
    int times = full ? KILLS_FULL : KILLS;
    try (var own = started();
        var client = own.client();
        var owner = client.signIn(own.owner());
        var witness = new Witness(own)) {
      var load = new SpanLoad(target(own), key(owner), KILL_SENDERS, KILL_SPANS);
      for (var part : List.of("clickhouse", "redis", "backend")) {
        settled(owner);
        var before = witness.ask();
        var killed = new KillRun(own, part, times, KILL_RATE, speaker::say).run(load);
        long visible = settled(owner);
        var counted = witness.ask().since(before);
        var exact =
            counted.holds(killed.sent().spans(), killed.sent().spanIds())
                && visible == witness.ask().signs();
        wire.put(part, killed.wire(counted));
        speaker.say(
            "%s: %,d spans acknowledged, %,d in the ledger, %s"
                .formatted(
                    part,
                    killed.sent().spans(),
                    counted.calls(),
                    exact ? "the same ones, each once" : "NOT the same: " + counted));
        if (!exact)
          lost.add("%s: %d acknowledged, %s".formatted(part, killed.sent().spans(), counted));
        if (killed.done() < times)
          lost.add("%s: only %d of %d kills hit a process".formatted(part, killed.done(), times));
      }
    }
    wire.put("settings", killSettings(times));
    return new IngestResult("kills", wire, lost);
  }

  private static Map<String, Object> killSettings(int times) {
    var settings = new LinkedHashMap<String, Object>();
    settings.put("kills_of_each", times);
    settings.put("rate", KILL_RATE);
    settings.put("spans_per_request", KILL_SPANS);
    settings.put("senders", KILL_SENDERS);
    settings.put("machine", Machine.here().wire());
    return settings;
  }

  private OwnHouse started() {
    speaker.say("starting a house");
    return OwnHouse.start();
  }

  private SpanLoad load(OwnHouse own, String key) {
    return new SpanLoad(target(own), key, senders, spans);
  }

  private static Supplier<URI> target(OwnHouse own) {
    return () -> own.home().backend().orElseThrow().resolve("/v1/traces");
  }

  private static String key(Session owner) {
    return owner.post("/api/keys", Map.of("name", "bench")).tree().path("key").asString();
  }

  /// The calls that count when nothing waits for the ledger any more.
  private static long settled(Session owner) {
    var until = System.nanoTime() + SETTLE.toNanos();
    while (System.nanoTime() < until) {
      try {
        if (owner.get("/api/ingest/receipts").tree().path("spool").path("bytes").asLong(-1) == 0)
          return owner.get("/api/spend").tree().path("calls").asLong();
      } catch (ApexException restarting) {
        // a part that was killed comes back
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    throw new ApexException(ErrorCode.DEADLINE_EXCEEDED, "the spool did not drain in " + SETTLE);
  }

  private static Map<String, Long> pids(OwnHouse own) {
    var pids = own.pids();
    pids.put("sender", ProcessHandle.current().pid());
    return pids;
  }

  /// Rows that the house brings to the ledger at once at the rate.
  private int bareRows() {
    return (int) Math.min(OtlpConfig.BATCH_CALLS, Math.max(spans, rate * 0.3));
  }

  private Map<String, Object> settings(List<String> flags) {
    var settings = new LinkedHashMap<String, Object>();
    settings.put(
        "sender",
        Map.of(
            "rate", rate,
            "seconds", seconds,
            "flat_out_seconds", FLAT_OUT.toSeconds(),
            "spans_per_request", spans,
            "bytes_per_request", new SpanBodies(spans, 1).bytes(),
            "senders", senders));
    settings.put(
        "house",
        Map.of(
            "jvm_flags",
            String.join(" ", flags),
            "fsync_group_bytes_max",
            Spool.TOGETHER_BYTES,
            "ledger_batch_calls_max",
            OtlpConfig.BATCH_CALLS,
            "ledger_commit_every_ms",
            300,
            "acknowledged_when",
            "decoded, checked and fsynced to the spool"));
    settings.put(
        "floor",
        Map.of(
            "jvm_flags", "as the house",
            "decodes", "the same generated protobuf class, whole request",
            "fsync_group_bytes_max", Spool.TOGETHER_BYTES,
            "acknowledged_when", "decoded and the request's bytes fsynced; nothing follows"));
    settings.put(
        "bare_insert",
        Map.of("rows", bareRows(), "async_insert", 0, "tables", "calls and call_costs, fsynced"));
    settings.put("machine", Machine.here().wire());
    return settings;
  }
}
