package apex.bench;

import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.command.Access;
import apex.ops.goldenpath.GoldenPath;
import apex.ops.house.HouseClient;
import apex.ops.house.Session;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
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

  private final Surroundings surroundings;

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
  }

  @Override
  public Integer call() {
    check("--n", questions, 1, 10_000);
    check("--calls", calls, 1, 10_000_000);
    check("--at-once", atOnce, 1, 100);
    check("--warm-up", warmUp, 0, 1_000);
    check("--pings", pings, 1, 100_000);
    var result = access.backend().isPresent() ? runningHouse() : ownHouse();
    if (json) surroundings.terminal().out().println(Json.write(result.wire()));
    else result.print(surroundings.terminal());
    return result.well() ? ExitCode.WELL : ExitCode.FINDINGS;
  }

  private AnswerResult runningHouse() {
    try (var house = access.client(surroundings, access.find(surroundings));
        var owner = access.signIn(surroundings)) {
      return measure(house, owner);
    }
  }

  private AnswerResult ownHouse() {
    say("starting a house");
    try (var own = OwnHouse.start();
        var house = own.client();
        var owner = house.signIn(own.owner())) {
      say("loading %,d sample calls".formatted(calls));
      new SampleLoad(surroundings.terminal()).load(owner, calls);
      return measure(house, owner);
    }
  }

  private AnswerResult measure(HouseClient house, Session owner) {
    var people = Math.max(atOnce, (questions + warmUp) / QUESTIONS_PER_PERSON_MAX + 1);
    say("inviting %d people".formatted(people));
    try (var crew = Crew.gather(house, owner, people)) {
      say("warming up with %d questions".formatted(warmUp));
      Round.oneByOne(crew, warmUp, question, () -> {});
      var asked = new AtomicInteger();
      Runnable tick = () -> tick(asked.incrementAndGet());
      var alone = Round.oneByOne(crew, (questions + 1) / 2, question, tick);
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
          floor);
    }
  }

  private void tick(int asked) {
    if (asked % Math.max(1, questions / 10) == 0) say("asked %d of %d".formatted(asked, questions));
  }

  private void say(String what) {
    surroundings.terminal().err().println("bench: " + what);
  }

  private static void check(String option, int value, int least, int most) {
    if (value < least || value > most)
      throw new ApexException(
          ErrorCode.INVALID_REQUEST,
          "%s must be %,d to %,d, was %,d".formatted(option, least, most, value),
          "See ./apex bench answer --help.");
  }
}
