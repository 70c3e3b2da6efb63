package apex.launcher;

import apex.edge.json.Json;
import apex.embedded.Stores;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.launcher.sample.SampleUsage;
import apex.ops.chat.Answer;
import apex.ops.chat.Conversation;
import apex.ops.chat.WireEvent;
import apex.ops.goldenpath.GoldenPath;
import apex.ops.house.Credentials;
import apex.ops.house.HouseClient;
import apex.ops.house.Session;
import apex.ops.house.UsageImport;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import apex.ops.view.AnswerView;
import apex.ops.view.StepsView;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// Shows the whole path on sample data.
@Command(
    name = "demo",
    description = {
      "Start a house with sample usage, ask it once and show the answer.",
      "A fresh workspace of 30,000 seeded calls; stays up until Ctrl-C, its page open to try.",
      "Lives in APEX_HOME/demo, wiped at each start, on free ports."
    },
    footer = {
      "",
      "Examples:",
      "  ./apex demo",
      "  ./apex demo --exit --json | tail -1 | jq .total_cost_usd"
    })
final class Demo implements Callable<Integer> {
  private static final int CALLS = 30_000;
  private static final long SEED = 1;

  private final Surroundings here;

  @Option(names = "--exit", description = "Stop everything after the answer.")
  boolean exit;

  @Option(
      names = "--json",
      description = "Print the events as sent and the result, one JSON object a line.")
  boolean json;

  Demo(Surroundings here) {
    this.here = here;
  }

  @Override
  public Integer call() throws InterruptedException {
    var settings = HouseSettings.from(here.environment(), here.folder()).onFreePorts();
    try (var home = Home.open(here.home().resolve("demo"), settings.freeBytesMin());
        var stay = new Stay()) {
      Stores.endOrphans(home.path());
      home.wipe();
      var order = new House.Order(here.environment(), settings, true);
      var house = stay.with(() -> House.start(home, order, news -> tell("  " + news)));
      var answer = shown(home, house);
      tell("");
      tell("  page     " + house.page());
      tell("  sign-in  %s, password in %s".formatted(owner(house).email(), Owner.file(home)));
      if (!exit) {
        tell("It stays up until Ctrl-C or ./apex down.");
        stay.untilStopped();
      }
      return answer.complete() ? ExitCode.WELL : ExitCode.FINDINGS;
    }
  }

  private Answer shown(Home home, House house) {
    try (var client = HouseClient.at(URI.create(house.backend()));
        var session = client.signIn(credentials(house))) {
      load(home, session);
      return ask(session);
    }
  }

  private void load(Home home, Session session) {
    var file = written(home);
    var begun = System.nanoTime();
    try (var rows = Files.newInputStream(file)) {
      var name = String.valueOf(file.getFileName());
      var reply = UsageImport.automatic().send(session, name, rows, moved -> {}).tree();
      requireWhole(reply);
      tell(
          "  %,d sample calls are loaded in %d ms"
              .formatted(reply.path("accepted").asLong(0), millisSince(begun)));
    } catch (IOException failed) {
      throw Home.unusable(home.path(), failed);
    }
  }

  /// The sample as a file that a person can look at: the month before today.
  private static Path written(Home home) {
    var file = home.file("sample.jsonl");
    try (var out = Files.newBufferedWriter(file)) {
      SampleUsage.write(out, SEED, CALLS, Instant.now().truncatedTo(ChronoUnit.DAYS));
      return file;
    } catch (IOException failed) {
      throw Home.unusable(home.path(), failed);
    }
  }

  private static long millisSince(long begun) {
    return (System.nanoTime() - begun) / 1_000_000;
  }

  private static void requireWhole(JsonNode reply) {
    if (reply.path("rejected").asLong(0) > 0)
      throw new ApexException(ErrorCode.BUG, "rows of the sample were rejected: " + reply);
  }

  private Answer ask(Session session) {
    tell("");
    tell("Asking: " + GoldenPath.QUESTION);
    try (var conversation = new Conversation(session)) {
      var answer = conversation.ask(GoldenPath.QUESTION, listener());
      if (!answer.answered()) throw answer.failure();
      if (json) here.terminal().out().println(result(answer));
      else new AnswerView(here.terminal()).print(answer);
      return answer;
    }
  }

  private Consumer<WireEvent> listener() {
    var steps = new StepsView(here.terminal());
    return json ? steps.andThen(event -> here.terminal().out().println(event.text())) : steps;
  }

  private static String result(Answer answer) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("type", "demo_result");
    fields.put("run_id", answer.runId());
    fields.put("events", answer.events());
    fields.put("first_event_ms", answer.firstEvent().toMillis());
    fields.put("answer_ms", answer.whole().toMillis());
    answer.result().properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    return Json.write(fields);
  }

  private static Credentials credentials(House house) {
    return new Credentials(owner(house).email(), owner(house).password());
  }

  private static Owner owner(House house) {
    return house
        .owner()
        .orElseThrow(() -> new ApexException(ErrorCode.BUG, "a fresh demo has no owner"));
  }

  /// For people: always on standard error, so that standard output is the answer's alone.
  private void tell(String line) {
    here.terminal().err().println(line);
  }
}
