package apex.ops.command;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.house.Reply;
import apex.ops.house.Session;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import apex.ops.terminal.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// How long usage is kept, and forgetting a person: what is removed is gone, so each says first
/// what it would remove.
@Command(
    name = "retention",
    description = "How long usage is kept, what was removed, and forgetting a person.",
    footer = {
      "",
      "Examples:",
      "  ./apex retention show",
      "  ./apex retention keep 400 --dry-run",
      "  ./apex retention erase ada@example.org --calls"
    })
public final class Retention extends CommandGroup {
  private final Surroundings surroundings;

  public Retention(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Command(
      name = "show",
      description = "How long usage is kept, and the receipts of what was removed.",
      footer = {"", "Examples:", "  ./apex retention show --json"})
  int show(
      @Mixin Access access,
      @Option(names = "--json", description = "Print it as the house sent it.") boolean json) {
    try (var session = access.signIn(surroundings)) {
      var shown = session.get("/api/retention");
      if (json) surroundings.terminal().out().println(shown.text().strip());
      else tell(shown.tree());
      return ExitCode.WELL;
    }
  }

  private void tell(JsonNode shown) {
    var out = surroundings.terminal().out();
    if (shown.path("days").isNumber())
      out.println(
          "Usage is kept for %d days, now from %s on."
              .formatted(shown.path("days").asInt(), Rows.moment(shown, "kept_from")));
    else out.println("All usage is kept.");
    var rows = Rows.of(shown, "removals").stream().map(Retention::row).toList();
    if (!rows.isEmpty())
      new Table(List.of("at", "what", "calls", "USD", "receipt"), rows)
          .print(surroundings.terminal());
  }

  private static List<String> row(JsonNode receipt) {
    var what =
        Rows.text(receipt, "kind").equals("retention")
            ? "before " + Rows.moment(receipt, "before")
            : "person " + Rows.text(receipt, "user_hash");
    return List.of(
        Rows.moment(receipt, "at"),
        what,
        Rows.count(receipt, "calls"),
        Rows.text(receipt, "cost_usd"),
        Rows.text(receipt, "removal_id"));
  }

  @Command(
      name = "keep",
      description =
          "Keep usage for so many days from now on, and remove what is older; 0 keeps all.",
      footer = {"", "Examples:", "  ./apex retention keep 400", "  ./apex retention keep 0 --yes"})
  int keep(
      @Mixin Access access,
      @Parameters(paramLabel = "DAYS", description = "1 to 36500, or 0 for ever.") int days,
      @Option(names = "--dry-run", description = "Only say what would be removed.") boolean dryRun,
      @Option(names = "--yes", description = "Do not ask first.") boolean yes,
      @Option(names = "--json", description = "Print it as the house sent it.") boolean json) {
    Map<String, Object> wanted = days == 0 ? Map.of() : Map.of("days", days);
    return remove(access, "/api/retention", wanted, new Manner(dryRun, yes, json));
  }

  @Command(
      name = "erase",
      description = {
        "Forget a person: their name goes for good, their calls stay under a hash that nobody can",
        "resolve. With --calls their calls go too."
      },
      footer = {"", "Examples:", "  ./apex retention erase ada@example.org --calls --dry-run"})
  int erase(
      @Mixin Access access,
      @Parameters(paramLabel = "USER", description = "As the usage names the person.") String user,
      @Option(names = "--calls", description = "Remove their calls too.") boolean calls,
      @Option(names = "--dry-run", description = "Only say what would be removed.") boolean dryRun,
      @Option(names = "--yes", description = "Do not ask first.") boolean yes,
      @Option(names = "--json", description = "Print it as the house sent it.") boolean json) {
    Map<String, Object> wanted = Map.of("user", user, "calls", calls);
    return remove(access, "/api/erasure", wanted, new Manner(dryRun, yes, json));
  }

  private record Manner(boolean dryRun, boolean yes, boolean json) {}

  private int remove(Access access, String path, Map<String, Object> wanted, Manner manner) {
    try (var session = access.signIn(surroundings)) {
      var looked = ask(session, path, wanted, true);
      if (manner.dryRun || !manner.yes && !confirmed(looked.tree())) {
        print(looked, manner.json);
        return ExitCode.WELL;
      }
      print(ask(session, path, wanted, false), manner.json);
      return ExitCode.WELL;
    }
  }

  private static Reply ask(
      Session session, String path, Map<String, Object> wanted, boolean dryRun) {
    var body = new LinkedHashMap<>(wanted);
    body.put("dry_run", dryRun);
    return session.post(path, body);
  }

  private void print(Reply reply, boolean json) {
    var out = surroundings.terminal().out();
    if (json) out.println(reply.text().strip());
    else
      out.println(
          "%s: %s calls of %s."
              .formatted(
                  reply.tree().path("dry_run").asBoolean(true) ? "Nothing was removed" : "Done",
                  Rows.count(reply.tree(), "calls"),
                  cost(reply.tree())));
  }

  private static String cost(JsonNode told) {
    var unpriced = told.path("unpriced_calls").asLong(0);
    var usd = Rows.text(told, "cost_usd") + " USD";
    if (unpriced == 0) return usd;
    return "%s (%d have no price; %s to %s USD in all)"
        .formatted(
            usd,
            unpriced,
            Rows.text(told, "low_usd"),
            told.path("high_usd").isNull() ? "an unknown number of" : Rows.text(told, "high_usd"));
  }

  private boolean confirmed(JsonNode looked) {
    var person =
        surroundings
            .terminal()
            .person()
            .orElseThrow(() ->
                new ApexException(
                    ErrorCode.INVALID_REQUEST,
                    "removing usage asks first, and nobody can be asked here",
                    "Look with --dry-run, then add --yes."));
    return "y"
        .equalsIgnoreCase(
            person.readLine(
                "This concerns %s calls of %s, and what is removed is gone. Go on? [y/N] ",
                Rows.count(looked, "calls"), cost(looked)));
  }
}
