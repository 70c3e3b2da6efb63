package apex.bench;

import apex.embedded.RealClickHouse;
import apex.kernel.resilience.Deadline;
import apex.ops.chat.Answer;
import apex.ops.command.Access;
import apex.ops.goldenpath.GoldenPath;
import apex.ops.house.HouseClient;
import apex.ops.house.Session;
import apex.ops.terminal.Surroundings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// How long an answer takes.
@Command(
    name = "answer",
    description = {
      "Measure the first event and the whole answer, without a model.",
      "Starts a house of its own and loads sample calls; with --backend it asks a running one,",
      "about what that holds. People are invited so that nobody reaches a limit; they stay there."
    },
    footer = {
      "",
      "Examples:",
      "  ./apex bench answer --calls 30000 --n 50",
      "  ./apex bench answer --calls 1000000 --n 200 --at-once 8 --json",
      "  ./apex bench answer --backend http://127.0.0.1:8000 --n 20"
    })
final class AnswerBench implements Callable<Integer> {
  /// Below the limit of 30 a minute, however fast the answers come.
  private static final int QUESTIONS_PER_PERSON_MAX = 25;

  private static final Duration SETTLE_PATIENCE = Duration.ofMinutes(5);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  private final Surroundings surroundings;
  private final Speaker speaker;

  @Mixin Access access = new Access();

  @Option(
      names = "--calls",
      paramLabel = "N",
      description = "Sample calls to load (default: ${DEFAULT-VALUE}).",
      defaultValue = "30000")
  int calls;

  @Option(
      names = "--n",
      paramLabel = "M",
      description = "Questions to ask, half of them one by one (default: ${DEFAULT-VALUE}).",
      defaultValue = "50")
  int questions;

  @Option(
      names = "--at-once",
      paramLabel = "P",
      description = "How many ask at the same time (default: ${DEFAULT-VALUE}).",
      defaultValue = "4")
  int atOnce;

  @Option(
      names = "--warm-up",
      paramLabel = "W",
      description = "Questions that are asked first and not counted (default: ${DEFAULT-VALUE}).",
      defaultValue = "5")
  int warmUp;

  @Option(
      names = "--pings",
      paramLabel = "F",
      description = "Round trips to measure the floor with (default: ${DEFAULT-VALUE}).",
      defaultValue = "200")
  int pings;

  @Option(names = "--question", paramLabel = "TEXT", description = "What is asked.")
  String question = GoldenPath.QUESTION;

  @Option(names = "--json", description = "Print the measurement as one JSON object.")
  boolean json;

  AnswerBench(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.speaker = new Speaker(surroundings, "answer");
  }

  @Override
  public Integer call() {
    speaker.check("--n", questions, 1, 10_000);
    speaker.check("--calls", calls, 1, 10_000_000);
    speaker.check("--at-once", atOnce, 1, 100);
    speaker.check("--warm-up", warmUp, 0, 1_000);
    speaker.check("--pings", pings, 1, 100_000);
    return speaker.show(access.backend().isPresent() ? runningHouse() : ownHouse(), json);
  }

  private AnswerResult runningHouse() {
    try (var house = access.client(surroundings, access.find(surroundings));
        var owner = access.signIn(surroundings)) {
      return measure(house, owner, Optional.empty());
    }
  }

  /// Its ClickHouse is started beside it, so that what it is asked can be overheard.
  private AnswerResult ownHouse() {
    speaker.say("starting a house");
    var clickHouse = RealClickHouse.own();
    try (var overheard = Overheard.before(clickHouse.url());
        var own = OwnHouse.start(reaching(clickHouse, overheard));
        var house = own.client();
        var owner = house.signIn(own.owner())) {
      speaker.say("loading %,d sample calls".formatted(calls));
      new SampleLoad(surroundings.terminal()).load(owner, calls);
      return measure(house, owner, Optional.of(overheard));
    } finally {
      clickHouse.close();
    }
  }

  private static Map<String, String> reaching(RealClickHouse clickHouse, Overheard overheard) {
    return Map.of(
        "CLICKHOUSE_URL", overheard.url(),
        "CLICKHOUSE_USER", clickHouse.user(),
        "CLICKHOUSE_PASSWORD", clickHouse.password());
  }

  private AnswerResult measure(HouseClient house, Session owner, Optional<Overheard> overheard) {
    var people = Math.max(atOnce, (questions + warmUp) / QUESTIONS_PER_PERSON_MAX + 1);
    speaker.say("inviting %d people".formatted(people));
    try (var crew = Crew.gather(house, owner, people + 1)) {
      speaker.say("waiting until all calls were studied");
      settle(crew.member(people));
      speaker.say("warming up with %d questions".formatted(warmUp));
      Round.oneByOne(crew, warmUp, question, () -> {});
      var asked = new AtomicInteger();
      Runnable tick = () -> tick(asked.incrementAndGet());
      var alone = Round.oneByOne(crew, (questions + 1) / 2, question, tick);
      var bare = overheard.map(store -> bare(store, crew));
      var together = Round.atOnce(crew, atOnce, questions / 2, question, tick);
      var floor = Floor.of(house, crew.member(0).conversation(), pings);
      return new AnswerResult(
          Machine.here(),
          house.backend().toString(),
          calls,
          people,
          atOnce,
          warmUp,
          question,
          alone,
          together,
          floor,
          bare);
    }
  }

  /// What one answer asked of the store, asked of it alone.
  private Overheard.Bare bare(Overheard store, Crew crew) {
    store.forget();
    Round.oneByOne(crew, 1, question, () -> {});
    return store.bare(Math.max(5, questions / 2));
  }

  /// With many calls a house answers without their study until it is made in the background.
  private void settle(Crew.Member member) {
    var deadline = Deadline.in(SETTLE_PATIENCE);
    while (!studied(member.conversation().ask(question, event -> {}))) {
      if (deadline.passed()) {
        speaker.say("the calls were not studied in time: measuring without");
        return;
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }

  private static boolean studied(Answer answer) {
    return answer
        .result()
        .path("evidence")
        .valueStream()
        .anyMatch(evidence -> evidence.path("template").asString("").startsWith("told_calls"));
  }

  private void tick(int asked) {
    if (asked % Math.max(1, questions / 10) == 0)
      speaker.say("asked %d of %d".formatted(asked, questions));
  }
}
