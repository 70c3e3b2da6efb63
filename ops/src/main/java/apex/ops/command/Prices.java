package apex.ops.command;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.house.Query;
import apex.ops.house.Reply;
import apex.ops.house.Session;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Progress;
import apex.ops.terminal.Surroundings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// What models cost: by the book, by the workspace's own terms, on another day, by a second source.
@Command(
    name = "prices",
    description = {
      "Prices: show a model's, compare two days, price usage again, let those costs count,",
      "check against a second source."
    },
    footer = {
      "",
      "Examples:",
      "  ./apex prices show gpt-4o",
      "  ./apex prices show eu.anthropic.claude-sonnet-4-5-20250929-v1:0 --provider bedrock --json",
      "  ./apex prices diff 2026-11-01 2027-01-01",
      "  ./apex prices names",
      "  ./apex prices reprice 2026-07-01 2026-10-01 --at 2026-11-21",
      "  ./apex prices adopt 4be0643f-1d98-573b-97cd-ca98a65347dd",
      "  ./apex prices check"
    })
public final class Prices extends CommandGroup {
  private static final Duration POLL = Duration.ofMillis(500);

  private final Surroundings surroundings;

  public Prices(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Command(
      name = "show",
      description = {
        "What a model costs on a day, in US dollars for a million tokens, how its name was found,",
        "and since when each price holds. Exit code 1 when it has no price."
      },
      footer = {"", "Examples:", "  ./apex prices show gpt-4o --at 2026-01-31 --json"})
  int show(
      @Mixin Access access,
      @Parameters(paramLabel = "MODEL", description = "As emitters name it.") String model,
      @Option(
              names = "--provider",
              paramLabel = "NAME",
              description = "As emitters name it (default: found by the model's name).")
          Optional<String> provider,
      @Option(names = "--at", paramLabel = "DAY", description = "The day (default: now).")
          Optional<String> at,
      @Option(
              names = "--tier",
              paramLabel = "WORD",
              description = "The provider's word for its terms, such as batch.")
          Optional<String> tier,
      @Option(names = "--json", description = "Print it as the house sent it.") boolean json) {
    var query =
        new Query()
            .with("model", model)
            .with("provider", provider)
            .with("at", at)
            .with("tier", tier);
    try (var session = access.signIn(surroundings)) {
      var shown = answer(session, query.of("/api/prices"), json, text()::model);
      return shown.path("price").isNull() ? ExitCode.FINDINGS : ExitCode.WELL;
    }
  }

  @Command(
      name = "diff",
      description = {
        "The list prices that differ between two days, and what the workspace's usage of the last",
        "30 days costs at both. A future day shows what an announced change will cost."
      },
      footer = {"", "Examples:", "  ./apex prices diff 2026-11-01 2027-01-01 --json"})
  int diff(
      @Mixin Access access,
      @Parameters(index = "0", paramLabel = "A", description = "A day, such as 2026-11-01.")
          String a,
      @Parameters(index = "1", paramLabel = "B", description = "Another day.") String b,
      @Option(names = "--from", paramLabel = "DAY", description = "First day of the usage.")
          Optional<String> from,
      @Option(names = "--to", paramLabel = "DAY", description = "First that no longer counts.")
          Optional<String> to,
      @Option(names = "--json", description = "Print it as the house sent it.") boolean json) {
    var query = new Query().with("a", a).with("b", b).with("from", from).with("to", to);
    try (var session = access.signIn(surroundings)) {
      answer(session, query.of("/api/prices/diff"), json, text()::difference);
      return ExitCode.WELL;
    }
  }

  @Command(
      name = "check",
      description = {
        "Hold the price book against a second source, model by model. Exit code 1 when they differ."
      },
      footer = {"", "Examples:", "  ./apex prices check --json"})
  int check(
      @Mixin Access access,
      @Option(names = "--json", description = "Print it as the house sent it.") boolean json) {
    try (var session = access.signIn(surroundings)) {
      var check = answer(session, "/api/prices/check", json, text()::agreement);
      return check.path("differing").asInt() > 0 ? ExitCode.FINDINGS : ExitCode.WELL;
    }
  }

  private JsonNode answer(
      Session session, String path, boolean json, Consumer<JsonNode> forPeople) {
    var reply = session.get(path);
    if (json) surroundings.terminal().out().println(reply.text().strip());
    else forPeople.accept(reply.tree());
    return reply.tree();
  }

  @Command(
      name = "names",
      description = {
        "Every model's name that was used and how it was found; the unknown ones with their tokens,",
        "the nearest known names and what they may have cost. Exit code 1 when there are such."
      },
      footer = {"", "Examples:", "  ./apex prices names --json"})
  int names(
      @Mixin Access access,
      @Option(names = "--json", description = "Print it as the house sent it.") boolean json) {
    try (var session = access.signIn(surroundings)) {
      var names = answer(session, "/api/prices/names", json, text()::names);
      var unknown = names.path("names").valueStream().anyMatch(name -> name.path("match").isNull());
      return unknown ? ExitCode.FINDINGS : ExitCode.WELL;
    }
  }

  @Command(
      name = "announced",
      description = {
        "Every change of prices that the book announces, and what it would do to the usage of the",
        "last 30 days."
      },
      footer = {"", "Examples:", "  ./apex prices announced --json"})
  int announced(
      @Mixin Access access,
      @Option(names = "--json", description = "Print it as the house sent it.") boolean json) {
    try (var session = access.signIn(surroundings)) {
      answer(session, "/api/prices/announced", json, text()::announced);
      return ExitCode.WELL;
    }
  }

  @Command(
      name = "alias",
      description = {
        "Say which model of the book a name stands for, such as a deployment's. Owners only; it",
        "counts for calls that come from now on, and for others when they are priced again."
      },
      footer = {
        "",
        "Examples:",
        "  ./apex prices alias our-chat --provider azure --as azure/gpt-4o"
      })
  int alias(
      @Mixin Access access,
      @Parameters(paramLabel = "NAME", description = "As emitters name it.") String name,
      @Option(
              names = "--as",
              required = true,
              paramLabel = "PROVIDER/MODEL",
              description = "As ./apex prices show names it.")
          String as,
      @Option(
              names = "--provider",
              paramLabel = "NAME",
              description = "Of that name (default: any).")
          Optional<String> provider,
      @Option(names = "--from", paramLabel = "DAY", description = "First day it holds.")
          Optional<String> from,
      @Option(names = "--json", description = "Print it as the house sent it.") boolean json) {
    int slash = as.indexOf('/');
    if (slash < 1)
      throw new ApexException(
          ErrorCode.INVALID_REQUEST,
          "--as must be PROVIDER/MODEL, was " + as,
          "Write it as in --as openai/gpt-4o.");
    var term = new LinkedHashMap<String, Object>();
    term.put("kind", "alias");
    provider.ifPresent(given -> term.put("provider", given));
    term.put("model", name);
    term.put("as_provider", as.substring(0, slash));
    term.put("as_model", as.substring(slash + 1));
    from.ifPresent(day -> term.put("valid_from", day));
    term.put("source", "./apex prices alias");
    try (var session = access.signIn(surroundings)) {
      var kept = session.put("/api/prices/overrides", term);
      if (json) surroundings.terminal().out().println(kept.text().strip());
      else surroundings.terminal().out().printf("%s stands for %s from now on.%n", name, as);
      return ExitCode.WELL;
    }
  }

  @Command(
      name = "reprice",
      description = {
        "Work out a second set of costs for the calls of some days, beside the first: with today's",
        "book, or with the prices of one day for all of them ('last quarter at today's prices',",
        "'what the announced change will cost'). Owners only. It counts in no total until it is",
        "adopted."
      },
      footer = {
        "",
        "Examples:",
        "  ./apex prices reprice 2026-07-01 2026-10-01",
        "  ./apex prices reprice 2026-07-01 2026-10-01 --at 2026-11-21 --json"
      })
  int reprice(
      @Mixin Access access,
      @Parameters(index = "0", paramLabel = "FROM", description = "First day (UTC).") String from,
      @Parameters(index = "1", paramLabel = "TO", description = "First day that does not count.")
          String to,
      @Option(names = "--at", paramLabel = "DAY", description = "Whose prices count for all calls.")
          Optional<String> at,
      @Option(names = "--no-wait", description = "Only begin it.") boolean begin,
      @Option(names = "--json", description = "Print it as the house sent it.") boolean json) {
    var wanted = new LinkedHashMap<String, Object>();
    wanted.put("from", from);
    wanted.put("to", to);
    at.ifPresent(day -> wanted.put("prices_at", day));
    try (var session = access.signIn(surroundings)) {
      var begun = session.post("/api/repricings", wanted);
      var path = "/api/repricings/" + Rows.text(begun.tree(), "id");
      var shown = begin ? begun : ended(session, path);
      if (json) surroundings.terminal().out().println(shown.text().strip());
      else repriced(shown.tree());
      var state = Rows.text(shown.tree(), "state");
      return begin || state.equals("completed") ? ExitCode.WELL : ExitCode.UNKNOWN;
    }
  }

  /// Asks until it is over; a person sees how far it is.
  private Reply ended(Session session, String path) {
    try (var bar = new Progress(surroundings.terminal(), "pricing again", -1)) {
      while (true) {
        var reply = session.get(path);
        if (!reply.tree().path("ended_at").isNull()) return reply;
        bar.moved(0);
        Thread.sleep(POLL.toMillis());
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new ApexException(
          ErrorCode.CANCELLED, "stopped waiting; the repricing goes on", "See ./apex prices sets.");
    }
  }

  private void repriced(JsonNode repricing) {
    if (repricing.path("outcome").isObject()) text().outcome(repricing);
    else
      surroundings
          .terminal()
          .out()
          .printf(
              "Repricing %s is %s%s.%n",
              Rows.text(repricing, "id"),
              Rows.text(repricing, "state"),
              Rows.text(repricing, "failure").isEmpty()
                  ? ""
                  : ": " + Rows.text(repricing, "failure"));
  }

  @Command(
      name = "sets",
      description = "The second sets of costs, and which costs count in the totals.",
      footer = {"", "Examples:", "  ./apex prices sets --json"})
  int sets(
      @Mixin Access access,
      @Option(names = "--json", description = "Print it as the house sent it.") boolean json) {
    try (var session = access.signIn(surroundings)) {
      answer(session, "/api/repricings", json, text()::sets);
      return ExitCode.WELL;
    }
  }

  @Command(
      name = "adopt",
      description = {
        "Let a finished repricing count in every total from now on, or 'first': the first costs",
        "again. Owners only; audited; nothing is overwritten."
      },
      footer = {
        "",
        "Examples:",
        "  ./apex prices adopt 4be0643f-1d98-573b-97cd-ca98a65347dd",
        "  ./apex prices adopt first"
      })
  int adopt(
      @Mixin Access access,
      @Parameters(paramLabel = "ID", description = "As ./apex prices sets lists it, or first.")
          String id,
      @Option(
              names = "--what-if",
              description = "Also one made at another day's prices: it is not what was paid.")
          boolean whatIf,
      @Option(names = "--json", description = "Print it as the house sent it.") boolean json) {
    try (var session = access.signIn(surroundings)) {
      var adopted =
          session.post(
              "/api/repricings/%s/adopt".formatted(Query.escaped(id)), Map.of("what_if", whatIf));
      if (json) surroundings.terminal().out().println(adopted.text().strip());
      else text().counting(adopted.tree());
      return ExitCode.WELL;
    }
  }

  private PriceText text() {
    return new PriceText(surroundings.terminal());
  }
}
