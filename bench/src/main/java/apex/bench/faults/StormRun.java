package apex.bench.faults;

import apex.bench.load.SpanLoad;
import apex.kernel.environment.Secret;
import apex.kernel.failure.ApexException;
import apex.kernel.resilience.Deadline;
import apex.ops.house.Credentials;
import apex.ops.house.HouseClient;
import apex.ops.house.Session;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Loads a house with questions and spans while a [Storm] goes over it, then, when all is well
/// again, looks for everything that was acknowledged.
final class StormRun {
  private static final int ASKERS = 2;
  private static final int SPANS_A_REQUEST = 20;
  private static final double SPANS_A_SECOND = 100;
  private static final Duration FEW_CALLS = Duration.ofSeconds(3);
  private static final Duration SETTLE = Duration.ofSeconds(120);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final Ward ward;
  private final Storm storm;
  private final Duration whole;
  private final Consumer<String> says;
  private final List<String> broken = new ArrayList<>();
  private int blown;

  /// @param whole no spell begins later: to start a process again takes its time too
  /// @param says told what happens
  StormRun(Ward ward, Storm storm, Duration whole, Consumer<String> says) {
    this.ward = ward;
    this.storm = storm;
    this.whole = whole;
    this.says = says;
  }

  StormResult run() throws IOException, GeneralSecurityException {
    try (var house = HouseClient.at(ward.backendAddress());
        var owner = owner(house)) {
      var spans = new SpanLoad(this::traces, key(owner), 1, SPANS_A_REQUEST);
      long before = spans.at(SPANS_A_SECOND, FEW_CALLS).spans();
      var askers = new ArrayList<Asker>();
      for (int i = 0; i < ASKERS; i++) askers.add(new Asker(owner));
      var began = System.nanoTime();
      var sent = loaded(askers, spans);
      var took = Duration.ofNanos(System.nanoTime() - began);
      var calm = System.nanoTime();
      var ends = new TreeMap<String, Integer>();
      for (var asker : askers) ends(asker, ends);
      var settled = Duration.ofNanos(System.nanoTime() - calm);
      long counted = counted(owner, before + sent.spans());
      if (counted != before + sent.spans())
        broken.add(
            "%d spans were acknowledged, %d are counted".formatted(before + sent.spans(), counted));
      return new StormResult(
          storm.cut(blown),
          took,
          settled,
          askers,
          ends,
          before + sent.spans(),
          counted,
          sent.again(),
          broken);
    }
  }

  private java.net.URI traces() {
    return ward.backendAddress().resolve("/v1/traces");
  }

  private static Session owner(HouseClient house) {
    var name = UUID.randomUUID();
    var owner = new Credentials("storm-" + name + "@example.invalid", new Secret("pw " + name));
    house.register(owner, Optional.empty());
    return house.signIn(owner);
  }

  private static String key(Session owner) {
    return owner.post("/api/keys", Map.of("name", "storm")).tree().path("key").asString();
  }

  /// The load of all senders until the storm is over.
  private SpanLoad.Sent loaded(List<Asker> askers, SpanLoad spans)
      throws IOException, GeneralSecurityException {
    var going = new AtomicBoolean(true);
    var sent = new AtomicReference<SpanLoad.Sent>();
    var threads = new ArrayList<Thread>();
    for (var asker : askers)
      threads.add(Thread.ofVirtual().start(() -> asker.askWhile(going::get)));
    threads.add(
        Thread.ofPlatform()
            .start(() -> sent.set(spans.whilst(going::get, SPANS_A_SECOND, LONGEST, () -> {}))));
    try {
      blow();
    } finally {
      going.set(false);
    }
    for (var thread : threads) join(thread);
    return java.util.Objects.requireNonNull(sent.get(), "the sender of spans broke");
  }

  private void blow() throws IOException, GeneralSecurityException {
    var time = Deadline.in(whole);
    for (var spell : storm.spells()) {
      if (time.passed()) return;
      Ward.rest(spell.calm());
      says.accept("%d s left: %s".formatted(time.left().toSeconds(), spell.words()));
      blown++;
      ward.begin(spell.steps());
      Ward.rest(spell.lasting());
      ward.end();
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  /// Every acknowledged message has one run, and each run one end, which is its last event.
  private void ends(Asker asker, Map<String, Integer> ends) {
    asker
        .acknowledged()
        .forEach((message, runs) -> {
          if (runs.size() != 1) broken.add("%s has the runs %s".formatted(message, runs));
          for (var run : runs) ends.merge(end(asker.session(), run), 1, Integer::sum);
        });
  }

  private String end(Session session, String run) {
    var patience = Deadline.in(SETTLE);
    var said = "nothing";
    while (!patience.passed()) {
      try {
        var found = session.get("/api/runs/" + run).tree();
        said = found.path("status").asString("");
        if (!List.of("pending", "running").contains(said)) return checked(run, said, found);
      } catch (ApexException notYet) {
        said = String.valueOf(notYet.getMessage());
      }
      Ward.rest(LOOK_EVERY);
    }
    broken.add("the acknowledged run %s has no end: %s".formatted(run, said));
    return "endless";
  }

  private String checked(String run, String status, JsonNode found) {
    var events = found.path("events").valueStream().toList();
    long ended = events.stream().filter(StormRun::terminal).count();
    if (ended != 1) broken.add("the run %s has %d ends".formatted(run, ended));
    else if (!terminal(events.getLast()))
      broken.add("the run %s goes on after its end".formatted(run));
    for (int i = 0; i < events.size(); i++)
      if (events.get(i).path("seq").asLong() != i + 1) {
        broken.add("the run %s lacks its event %d".formatted(run, i + 1));
        break;
      }
    return status;
  }

  private static boolean terminal(JsonNode event) {
    return event.path("agent_name").asString("").equals("workflow")
        && List.of("agent_completed", "agent_error").contains(event.path("type").asString(""));
  }

  /// The calls in the ledger, when they are as many as expected or it is given up.
  private static long counted(Session owner, long expected) {
    var patience = Deadline.in(SETTLE);
    long counted = -1;
    while (!patience.passed() && counted < expected) {
      Ward.rest(LOOK_EVERY);
      try {
        if (owner.get("/api/ingest/receipts").tree().path("spool").path("bytes").asLong(-1) == 0)
          counted = owner.get("/api/spend").tree().path("calls").asLong();
      } catch (ApexException restarting) {
        counted = -1;
      }
    }
    return counted;
  }
}
