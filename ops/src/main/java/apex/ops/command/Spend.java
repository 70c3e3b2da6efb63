package apex.ops.command;

import apex.ops.house.Query;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import apex.ops.terminal.Table;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// What was spent, by one dimension.
@Command(
    name = "spend",
    description = {
      "Show what was spent, by model, route, provider or day, and beside it what others reported.",
      "Exit code 1 when a reported cost differs by more than one in a hundred and a cent."
    },
    footer = {
      "",
      "Examples:",
      "  ./apex spend",
      "  ./apex spend --by day --from 2026-01-01T00:00:00Z --to 2026-02-01T00:00:00Z",
      "  ./apex spend --by route --json"
    })
public final class Spend implements Callable<Integer> {
  /// What spend can be split by.
  enum By {
    MODEL,
    ROUTE,
    PROVIDER,
    DAY;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Surroundings surroundings;

  @Mixin Access access = new Access();

  @Option(
      names = "--by",
      paramLabel = "DIMENSION",
      description = "One of ${COMPLETION-CANDIDATES} (default: model).")
  By by = By.MODEL;

  @Option(names = "--from", paramLabel = "INSTANT", description = "First instant that counts.")
  Optional<String> from = Optional.empty();

  @Option(names = "--to", paramLabel = "INSTANT", description = "First that no longer counts.")
  Optional<String> to = Optional.empty();

  @Option(
      names = "--repricing",
      paramLabel = "ID",
      description = "A finished repricing's costs, or first (default: the adopted costs).")
  Optional<String> repricing = Optional.empty();

  @Option(names = "--json", description = "Print the figures as the house sent them.")
  boolean json;

  public Spend(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (var session = access.signIn(surroundings)) {
      var path =
          new Query()
              .with("from", from)
              .with("to", to)
              .with("by", by.label())
              .with("repricing", repricing);
      var spend = session.get(path.of("/api/spend"));
      var tree = spend.tree();
      if (json) surroundings.terminal().out().println(spend.text().strip());
      else show(tree);
      return tree.path("findings").isEmpty() ? ExitCode.WELL : ExitCode.FINDINGS;
    }
  }

  private void show(JsonNode spend) {
    var terminal = surroundings.terminal();
    if (spend.path("sample").asBoolean(false))
      terminal.out().println(terminal.yellow("Sample data, not your own usage."));
    var rows = spend.path("groups").valueStream().map(Spend::row).toList();
    new Table(List.of("USD", "calls", "input tokens", "output tokens", by.label()), rows)
        .print(terminal);
    terminal.out().println(total(spend));
    costs(spend.path("costs"));
    reported(spend);
  }

  private static List<String> row(JsonNode group) {
    return List.of(
        money(group.path("cost_usd")),
        Rows.count(group, "calls"),
        Rows.count(group, "input_tokens"),
        Rows.count(group, "output_tokens"),
        Rows.text(group, "group"));
  }

  private static List<String> reportedRow(JsonNode group) {
    var reported = group.path("reported");
    return List.of(
        Rows.text(reported, "theirs_usd"),
        Rows.text(reported, "ours_usd"),
        Rows.text(reported, "difference_usd"),
        Rows.count(reported, "compared_calls"),
        Rows.text(group, "group"));
  }

  private String total(JsonNode spend) {
    return "%s USD for %s calls, %s; %s (%s)."
        .formatted(
            surroundings.terminal().bold(money(spend.path("total_cost_usd"))),
            Rows.count(spend, "calls"),
            period(spend.path("period")),
            Totals.known(spend, "total_cost_usd"),
            Rows.text(spend, "price_book"));
  }

  /// What others say it cost, only where somebody does.
  private void reported(JsonNode spend) {
    if (!spend.path("reported").isObject()) return;
    var terminal = surroundings.terminal();
    terminal.out().println("Reported by others, beside ours and no part of it:");
    var rows =
        spend
            .path("groups")
            .valueStream()
            .filter(group -> group.path("reported").isObject())
            .map(Spend::reportedRow)
            .toList();
    new Table(List.of("reported", "ours", "difference", "calls", by.label()), rows).print(terminal);
    spend
        .path("findings")
        .valueStream()
        .forEach(
            finding -> terminal.out().println(terminal.yellow(Rows.text(finding, "sentence"))));
  }

  private void costs(JsonNode costs) {
    if (Rows.text(costs, "set").equals("first")) return;
    surroundings
        .terminal()
        .out()
        .printf(
            "Costs of repricing %s where it covers a call%s.%n",
            Rows.text(costs, "repricing"),
            Rows.text(costs, "set").equals("adopted")
                ? ", the first costs elsewhere (./apex prices sets)"
                : ", and nothing else");
  }

  private static String period(JsonNode period) {
    return "%s to %s (%s)"
        .formatted(
            Rows.moment(period, "from"), Rows.moment(period, "to"), Rows.text(period, "zone"));
  }

  private static String money(JsonNode amount) {
    return amount.isNull() ? "unknown" : amount.asString("unknown");
  }
}
