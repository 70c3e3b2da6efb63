package apex.bench;

import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.house.Session;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// How much telemetry a house takes, and that none of it is lost.
@Command(
    name = "ingest",
    description = {
      "Measure how many spans a second are acknowledged durable, and how soon they can be asked for.",
      "Starts a house of its own; the sender runs on the same cores. Beside it, in the same run:",
      "a receiver that only decodes and puts the bytes on the disk, and a bare insert into ClickHouse.",
      "With --kill the parts of the house are killed while spans arrive, and every span is counted."
    },
    footer = {
      "",
      "Examples:",
      "  ./apex bench ingest --seconds 60 --rate 10000",
      "  ./apex bench ingest --kill",
      "  ./apex bench ingest --kill --full --json"
    })
final class IngestBench implements Callable<Integer> {
  private static final Duration SETTLE = Duration.ofMinutes(3);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final int KILLS = 10;
  private static final int KILLS_FULL = 50;

  private final Surroundings surroundings;

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
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    check("--seconds", seconds, 1, 3_600);
    check("--rate", rate, 1, 1_000_000);
    check("--spans", spans, 1, 10_000);
    check("--senders", senders, 1, 64);
    var result = kill ? kills() : speed();
    if (json) surroundings.terminal().out().println(Json.write(result.wire()));
    else result.print(surroundings.terminal());
    return result.well() ? ExitCode.WELL : ExitCode.FINDINGS;
  }

  private IngestResult speed() {
    var wire = new LinkedHashMap<String, Object>();
    double houseFlatOut;
    try (var own = started();
        var client = own.client();
        var owner = client.signIn(own.owner())) {
      var load = load(own, key(owner), senders);
      say("warming up");
      load.at(rate, Duration.ofSeconds(5));
      long before = settled(owner).path("calls").asLong();
      say("sending %,d spans a second for %d s".formatted(rate, seconds));
      var began = System.nanoTime();
      var earlier = CpuTimes.of(pids(own));
      var sent = load.at(rate, Duration.ofSeconds(seconds));
      var cores = CpuTimes.of(pids(own)).cores(earlier, (System.nanoTime() - began) / 1e9);
      wire.put("spans_per_second", Math.round(sent.perSecond()));
      wire.put("acknowledged_ms", sent.acknowledged().wire());
      wire.put("sent_again", sent.again());
      wire.put("sent", sent.spans());
      wire.put("visible", settled(owner).path("calls").asLong() - before);
      wire.put(
          "queryable_after_ms",
          owner.get("/api/ingest/receipts").tree().path("queryable_after_ms"));
      wire.put("cores_used", cores);
      say("flat out");
      houseFlatOut = load.flatOut(Duration.ofSeconds(15)).perSecond();
      wire.put("flat_out_spans_per_second", Math.round(houseFlatOut));
      settled(owner);
    }
    var floor = floor();
    wire.put("floor_spans_per_second", Math.round(floor));
    wire.put("share_of_floor", Distribution.rounded(houseFlatOut / floor));
    int batch = (int) Math.min(20_000, Math.max(spans, rate * 0.3));
    say("bare inserts of %,d rows".formatted(batch));
    wire.put(
        "bare_insert_rows_per_second",
        Math.round(new BareInsert(batch).perSecond(Duration.ofSeconds(10))));
    wire.put("settings", settings(batch));
    return new IngestResult("speed", wire, List.of());
  }

  /// Kills each part in turn while spans arrive, then counts.
  private IngestResult kills() {
    var wire = new LinkedHashMap<String, Object>();
    var lost = new ArrayList<String>();
    try (var own = started();
        var client = own.client();
        var owner = client.signIn(own.owner())) {
      var key = key(owner);
      for (var part : List.of("clickhouse", "redis", "backend")) {
        long before = settled(owner).path("calls").asLong();
        var sent = killing(own, part, load(own, key, 2));
        long visible = settled(owner).path("calls").asLong() - before;
        say("%s: %,d spans acknowledged, %,d counted".formatted(part, sent.spans(), visible));
        var counted = new LinkedHashMap<String, Object>();
        counted.put("kills", full ? KILLS_FULL : KILLS);
        counted.put("acknowledged", sent.spans());
        counted.put("sent_again", sent.again());
        counted.put("counted", visible);
        wire.put(part, counted);
        if (visible != sent.spans())
          lost.add("%s: %d acknowledged, %d counted".formatted(part, sent.spans(), visible));
      }
    }
    return new IngestResult("kills", wire, lost);
  }

  private SpanLoad.Sent killing(OwnHouse own, String part, SpanLoad load) {
    int kills = full ? KILLS_FULL : KILLS;
    var going = new AtomicBoolean(true);
    var killer =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; i < kills; i++) {
                LockSupport.parkNanos(Duration.ofMillis(700 + 37L * (i % 10)).toNanos());
                var pid = pids(own).getOrDefault(part, -1L);
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
                say("%s killed, %d of %d".formatted(part, i + 1, kills));
                awaitAnother(own, part, pid);
              }
              going.set(false);
            });
    var sent = load.whilst(going::get, Duration.ofHours(1));
    try {
      killer.join();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    return sent;
  }

  /// The house starts what died again and notes its new process.
  private static void awaitAnother(OwnHouse own, String part, long dead) {
    var until = System.nanoTime() + SETTLE.toNanos();
    while (System.nanoTime() < until && pids(own).getOrDefault(part, dead) == dead)
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
  }

  private OwnHouse started() {
    say("starting a house");
    return OwnHouse.start();
  }

  private SpanLoad load(OwnHouse own, String key, int threads) {
    return new SpanLoad(
        () -> own.home().backend().orElseThrow().resolve("/v1/traces"), key, threads, spans);
  }

  private static String key(Session owner) {
    return owner.post("/api/keys", Map.of("name", "bench")).tree().path("key").asString();
  }

  /// The spend when nothing waits for the ledger any more.
  private static tools.jackson.databind.JsonNode settled(Session owner) {
    var until = System.nanoTime() + SETTLE.toNanos();
    while (System.nanoTime() < until) {
      try {
        if (owner.get("/api/ingest/receipts").tree().path("spool").path("bytes").asLong(-1) == 0)
          return owner.get("/api/spend").tree();
      } catch (ApexException restarting) {
        // a part that was killed comes back
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    throw new ApexException(ErrorCode.DEADLINE_EXCEEDED, "the spool did not drain in " + SETTLE);
  }

  private static Map<String, Long> pids(OwnHouse own) {
    var pids = new LinkedHashMap<String, Long>();
    pids.put("sender", ProcessHandle.current().pid());
    try {
      Json.tree(Files.readString(own.home().path().resolve("house.json")))
          .path("pids")
          .properties()
          .forEach(part -> pids.put(part.getKey(), part.getValue().asLong()));
    } catch (IOException | ApexException beingWritten) {
      return pids;
    }
    pids.remove("launcher"); // its children are counted themselves
    return pids;
  }

  private double floor() {
    say("the floor: decode and fsync");
    try {
      var folder = Files.createTempDirectory("apex-floor");
      var process = floorProcess(folder);
      try {
        var port = port(process);
        var target = URI.create("http://127.0.0.1:%d/v1/traces".formatted(port));
        var load = new SpanLoad(() -> target, "none", senders, spans);
        load.flatOut(Duration.ofSeconds(5));
        return load.flatOut(Duration.ofSeconds(15)).perSecond();
      } finally {
        process.destroyForcibly();
        delete(folder);
      }
    } catch (IOException impossible) {
      throw new ApexException(ErrorCode.DEPENDENCY_DOWN, "the floor cannot be started", impossible);
    }
  }

  private static int port(Process process) {
    return process
        .inputReader()
        .lines()
        .filter(line -> line.startsWith("READY "))
        .map(line -> Integer.valueOf(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow(() ->
            new ApexException(ErrorCode.DEPENDENCY_DOWN, "the floor's receiver did not start"));
  }

  private static Process floorProcess(Path folder) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:TieredStopAtLevel=1",
            // Its log goes to standard error: nobody reads its standard output after the first
            // line.
            "-Dlogback.configurationFile=apex/ops/logback.xml",
            "-cp",
            System.getProperty("java.class.path"),
            FloorReceiver.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      files
          .sorted(java.util.Comparator.reverseOrder())
          .map(Path::toFile)
          .forEach(java.io.File::delete);
    }
  }

  private Map<String, Object> settings(int batch) {
    var settings = new LinkedHashMap<String, Object>();
    settings.put("rate", rate);
    settings.put("seconds", seconds);
    settings.put("spans_per_request", spans);
    settings.put("bytes_per_request", new SpanBodies(spans, 1).bytes());
    settings.put("senders", senders);
    settings.put("commit_every_ms", 300);
    settings.put("bare_insert_rows", batch);
    settings.put("machine", Machine.here().wire());
    return settings;
  }

  private void say(String what) {
    surroundings.terminal().err().println("bench: " + what);
  }

  private static void check(String option, int value, int least, int most) {
    if (value < least || value > most)
      throw new ApexException(
          ErrorCode.INVALID_REQUEST,
          "%s must be %,d to %,d, was %,d".formatted(option, least, most, value),
          "See ./apex bench ingest --help.");
  }
}
