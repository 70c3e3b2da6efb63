package apex.ops.command;

import apex.ops.house.Query;
import apex.ops.house.Session;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import apex.ops.terminal.Table;
import java.util.ArrayList;
import java.util.List;
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
    description = "Prices: show a model's, compare two days, check against a second source.",
    footer = {
      "",
      "Examples:",
      "  ./apex prices show gpt-4o",
      "  ./apex prices show eu.anthropic.claude-sonnet-4-5-20250929-v1:0 --provider bedrock --json",
      "  ./apex prices diff 2026-11-01 2027-01-01",
      "  ./apex prices check"
    })
public final class Prices extends CommandGroup {
  private static final int SHOWN = 30;

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
      var shown = answer(session, query.of("/api/prices"), json, this::model);
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
      answer(session, query.of("/api/prices/diff"), json, this::difference);
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
      var check = answer(session, "/api/prices/check", json, this::agreement);
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

  private void model(JsonNode shown) {
    var out = surroundings.terminal().out();
    if (shown.path("price").isNull()) {
      out.printf("No price: %s.%n", Rows.text(shown, "why"));
      var nearest = shown.path("nearest").valueStream().map(name -> name.asString("")).toList();
      if (!nearest.isEmpty()) out.printf("Nearest known names: %s.%n", String.join(", ", nearest));
    } else {
      var price = shown.path("price");
      out.printf(
          "%s %s, found by: %s (%s)%n",
          Rows.text(price, "provider"),
          Rows.text(price, "model"),
          Rows.text(shown, "match"),
          Rows.text(shown, "book"));
      new Table(HEADING, List.of(row(price))).print(surroundings.terminal());
      price.path("rules").valueStream().forEach(rule -> out.println("  " + rule.asString("")));
    }
    periods(shown);
  }

  private static final List<String> HEADING =
      List.of("input", "cache read", "write 5m", "write 1h", "output", "from", "to", "basis");

  private void periods(JsonNode shown) {
    var rows = shown.path("periods").valueStream().map(Prices::row).toList();
    if (rows.size() < 2) return;
    surroundings.terminal().out().println("List prices of all times:");
    new Table(HEADING, rows).print(surroundings.terminal());
  }

  private static List<String> row(JsonNode price) {
    var rates = price.path("rates");
    var row = new ArrayList<String>();
    for (var kind : List.of("input", "cache_read", "cache_write_5m", "cache_write_1h", "output"))
      row.add(rate(rates.path(kind)));
    row.add(day(price, "valid_from"));
    row.add(day(price, "valid_to"));
    row.add(Rows.text(price, "basis").replace('_', ' '));
    return row;
  }

  /// A price that the size of the request changes is shown with its steps: `3, over 200000: 6`.
  private static String rate(JsonNode rate) {
    if (rate.isMissingNode() || rate.isNull()) return "-";
    var text = new StringBuilder(rate.path("usd_per_million").asString(""));
    rate.path("steps")
        .valueStream()
        .forEach(step ->
            text.append(", over ")
                .append(step.path("above").asLong())
                .append(": ")
                .append(step.path("usd_per_million").asString("")));
    return text.toString();
  }

  private static String day(JsonNode price, String field) {
    var moment = Rows.text(price, field);
    return moment.length() < 10 ? "-" : moment.substring(0, 10);
  }

  private void difference(JsonNode diff) {
    var terminal = surroundings.terminal();
    var changes = diff.path("changes").valueStream().toList();
    if (changes.isEmpty()) terminal.out().println("No list price differs.");
    else
      new Table(
              List.of("provider", "model", "kind", "before", "after"),
              changes.stream().limit(SHOWN).flatMap(change -> lines(change).stream()).toList())
          .print(terminal);
    if (changes.size() > SHOWN)
      terminal.out().printf("… and %d more (--json shows all).%n", changes.size() - SHOWN);
    terminal
        .out()
        .printf(
            "The usage of %s to %s costs %s USD at the first day's prices and %s USD at the second's: %s.%n",
            day(diff.path("period"), "from"),
            day(diff.path("period"), "to"),
            Rows.text(diff, "usd_at_a"),
            Rows.text(diff, "usd_at_b"),
            Rows.text(diff, "difference_usd"));
  }

  private static List<List<String>> lines(JsonNode change) {
    return change.path("rates").properties().stream()
        .map(rate ->
            List.of(
                Rows.text(change, "provider"),
                Rows.text(change, "model"),
                rate.getKey().replace('_', ' '),
                rate(rate.getValue().path("before")),
                rate(rate.getValue().path("after"))))
        .toList();
  }

  private void agreement(JsonNode check) {
    var terminal = surroundings.terminal();
    var differing =
        check
            .path("models")
            .valueStream()
            .filter(model -> Rows.text(model, "accord").equals("DIFFERS"))
            .flatMap(model -> pairs(model).stream())
            .toList();
    if (!differing.isEmpty())
      new Table(List.of("provider", "model", "kind", "book", "second"), differing).print(terminal);
    terminal
        .out()
        .printf(
            "%s against %s: %s models compared, %s agree, %s differ, %s are not in the book.%n",
            Rows.text(check, "book"),
            Rows.text(check, "second"),
            Rows.count(check, "compared"),
            Rows.count(check, "agreeing"),
            Rows.count(check, "differing"),
            Rows.count(check, "not_in_book"));
  }

  private static List<List<String>> pairs(JsonNode model) {
    return model.path("differences").properties().stream()
        .map(kind ->
            List.of(
                Rows.text(model, "provider"),
                Rows.text(model, "model"),
                kind.getKey().replace('_', ' '),
                kind.getValue().path("book").asString(""),
                kind.getValue().path("second").asString("")))
        .toList();
  }
}
