package apex.bench;

import apex.bench.load.Distribution;
import apex.edge.http.Response;
import apex.edge.http.Routes;
import apex.edge.http.Server;
import apex.edge.http.ServerConfig;
import apex.edge.telemetry.Telemetry;
import apex.edge.telemetry.TelemetryConfig;
import apex.kernel.environment.Environment;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.health.Checkup;
import apex.kernel.health.DependencyGraph;
import apex.kernel.health.HealthWatch;
import apex.kernel.health.Names;
import apex.kernel.health.Phase;
import apex.kernel.health.Probe;
import apex.kernel.health.Service;
import apex.ops.doctor.Doctor;
import apex.ops.doctor.topology.TopologyFile;
import apex.ops.terminal.Surroundings;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// How soon health answers while everything hangs.
@Command(
    name = "hung",
    description = {
      "Ask for health while 20 dependencies hang: look-ups that no interrupt reaches, sockets that",
      "never speak, tasks that swallow interrupts. Measures /health, one round of all probes and the",
      "doctor; beside them, in the same run, a Spring Boot application with Actuator and the same",
      "probes. Exit code 1 when one of ours takes longer than one deadline and 100 ms."
    },
    footer = {"", "Examples:", "  ./apex bench hung", "  ./apex bench hung --patience 60 --json"})
final class HungBench implements Callable<Integer> {
  private static final Duration DEADLINE = Duration.ofSeconds(1);
  private static final Duration START_PATIENCE = Duration.ofSeconds(60);
  private static final int ASKED = 50;
  private static final List<String> KINDS =
      List.of("postgres", "redis", "clickhouse", "http", "websocket");
  private static final List<String> SCHEMES = List.of("postgresql", "redis", "http", "http", "ws");

  private final Speaker speaker;
  private final HttpClient client = HttpClient.newHttpClient();

  @Option(
      names = "--patience",
      paramLabel = "S",
      description = "How long to wait for the peer (default: ${DEFAULT-VALUE} s).",
      defaultValue = "20")
  int patience;

  @Option(names = "--json", description = "Print the measurement as one JSON object.")
  boolean json;

  HungBench(Surroundings surroundings) {
    this.speaker = new Speaker(surroundings, "hung");
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    speaker.check("--patience", patience, 1, 600);
    return speaker.show(measured(), json);
  }

  HungResult measured() throws IOException, InterruptedException {
    try (var silent = new ServerSocket(0, 512, InetAddress.getLoopbackAddress())) {
      int port = silent.getLocalPort();
      Checkup.run(probes(port, 1), Duration.ofMillis(50)); // loads classes
      speaker.say("one round of %d hung probes".formatted(HungProbe.ALL));
      var fresh = fresh(port);
      speaker.say("/health while its watch hangs");
      var health = health(port);
      speaker.say("the doctor, given a topology of hung services");
      examined(port, Duration.ofMillis(50)); // loads classes
      var doctor = examined(port, DEADLINE);
      speaker.say("the peer, with nothing hung");
      var well = peer(port, List.of()).orElseThrow(HungBench::peerBroken);
      speaker.say("the peer, with the same probes, for at most %d s".formatted(patience));
      var hung = peer(port, IntStream.range(0, HungProbe.ALL).boxed().toList());
      return new HungResult(
          Machine.here(),
          HungProbe.ALL,
          DEADLINE,
          health,
          fresh,
          doctor,
          well,
          hung,
          Duration.ofSeconds(patience));
    }
  }

  private static ApexException peerBroken() {
    return new ApexException(
        ErrorCode.DEPENDENCY_DOWN, "the peer did not answer even with nothing hung");
  }

  private static double fresh(int port) throws InterruptedException {
    var began = System.nanoTime();
    Checkup.run(probes(port, HungProbe.ALL), DEADLINE);
    return millisSince(began);
  }

  private Distribution health(int port) throws IOException, InterruptedException {
    var probes = probes(port, HungProbe.ALL);
    var watch =
        new HealthWatch(
            graph(probes),
            probes.getFirst().service(),
            probes,
            new HealthWatch.Rhythm(Duration.ofMillis(200), DEADLINE),
            InstantSource.system(),
            _ -> {});
    var routes =
        Routes.builder()
            .get("/health", _ -> Response.json(503, Map.of("status", watch.latest().overall())))
            .build();
    try (watch;
        var telemetry = new Telemetry(TelemetryConfig.local("hung"));
        var server =
            new Server(
                    ServerConfig.from(new Environment(Map.of()), "127.0.0.1", 0), routes, telemetry)
                .start()) {
      watch.start();
      var times = new ArrayList<Double>();
      for (int i = 0; i < ASKED; i++)
        times.add(asked(server.port(), "/health", DEADLINE.multipliedBy(10)).orElseThrow());
      return new Distribution(times.subList(1, ASKED)); // the first loads classes
    }
  }

  private static DependencyGraph graph(List<Probe> probes) {
    return new DependencyGraph(
        probes.stream()
            .map(probe ->
                new Service(probe.service(), Phase.PHASE_1_CORE, List.of(), List.of(), true))
            .toList());
  }

  private static List<Probe> probes(int port, int count) {
    return IntStream.range(0, count).mapToObj(i -> probe(new HungProbe(i, port))).toList();
  }

  private static Probe probe(HungProbe hung) {
    return new Probe() {
      @Override
      public String service() {
        return hung.name();
      }

      @Override
      public Duration deadline() {
        return DEADLINE;
      }

      @Override
      public void ask() throws IOException {
        hung.ask();
      }
    };
  }

  private static double examined(int port, Duration deadline) throws InterruptedException {
    var names =
        new Names(host -> {
          if (host.startsWith("hung")) HungProbe.lookUp();
          return List.of(InetAddress.getAllByName(host));
        });
    var topology = TopologyFile.read("hung", topology(port, deadline));
    var began = System.nanoTime();
    new Doctor(names, Map.of(), InstantSource.system()).examine(topology, Optional.empty());
    return millisSince(began);
  }

  private static String topology(int port, Duration deadline) {
    var text = new StringBuilder("services:\n");
    for (int i = 0; i < HungProbe.ALL; i++)
      text.append(
          "  s%d: {probe: %s, url: \"%s://%s:%d/x\", deadline: %dms}\n"
              .formatted(
                  i,
                  KINDS.get(i % KINDS.size()),
                  SCHEMES.get(i % SCHEMES.size()),
                  i % 4 == 0 ? "hung-%d.test".formatted(i) : "127.0.0.1",
                  port,
                  deadline.toMillis()));
    return text.toString();
  }

  /// Starts the peer with these probes and asks it once, after its first answer where nothing is
  /// hung: that one loads classes.
  private Optional<Double> peer(int port, List<Integer> numbers)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(java(), "-Xmx256m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ActuatorPeer.class.getName());
    command.add("" + port);
    numbers.forEach(number -> command.add("" + number));
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var lines = process.inputReader()) {
      int peer = ready(lines);
      if (numbers.isEmpty()) asked(peer, "/actuator/health", START_PATIENCE);
      return asked(peer, "/actuator/health", Duration.ofSeconds(patience));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static String java() {
    return ProcessHandle.current().info().command().orElse("java");
  }

  private static int ready(BufferedReader lines) throws IOException {
    for (var line = lines.readLine(); line != null; line = lines.readLine())
      if (line.startsWith(ActuatorPeer.READY))
        return Integer.parseInt(line.substring(ActuatorPeer.READY.length()));
    throw new ApexException(ErrorCode.DEPENDENCY_DOWN, "the peer ended before it listened");
  }

  /// Milliseconds to the end of its answer, whatever its status; empty when there was none in time.
  private Optional<Double> asked(int port, String path, Duration patience)
      throws IOException, InterruptedException {
    var asking =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(patience);
    var began = System.nanoTime();
    try {
      client.send(asking.build(), HttpResponse.BodyHandlers.ofString());
      return Optional.of(millisSince(began));
    } catch (HttpTimeoutException hangs) {
      return Optional.empty();
    }
  }

  private static double millisSince(long nanoTime) {
    return (System.nanoTime() - nanoTime) / 1e6;
  }
}
