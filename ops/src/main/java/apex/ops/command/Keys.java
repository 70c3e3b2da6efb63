package apex.ops.command;

import apex.ops.house.Query;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import apex.ops.terminal.Table;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// The ingest keys of a workspace.
@Command(
    name = "key",
    description = "Ingest keys: what a program sends usage with. Only an owner may make them.",
    footer = {
      "",
      "Examples:",
      "  ./apex key create collector",
      "  ./apex key list",
      "  ./apex key revoke 4be0643f-1d98-573b-97cd-ca98a65347dd"
    })
public final class Keys extends CommandGroup {
  private final Surroundings surroundings;

  public Keys(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Command(
      name = "create",
      description = "Make a key. It is shown once, now, and stored only as a hash.",
      footer = {"", "Examples:", "  ./apex key create collector --json"})
  int create(
      @Mixin Access access,
      @Parameters(paramLabel = "NAME", description = "Who will use it.") String name,
      @Option(names = "--json", description = "Print it as the house sent it.") boolean json) {
    try (var session = access.signIn(surroundings)) {
      var made = session.post("/api/keys", Map.of("name", name));
      var terminal = surroundings.terminal();
      if (json) terminal.out().println(made.text().strip());
      else {
        terminal.err().println("Keep it now: it is not shown again.");
        terminal.out().println(Rows.text(made.tree(), "key"));
      }
      return ExitCode.WELL;
    }
  }

  @Command(
      name = "list",
      description = "The keys of the workspace, and when each was used last.",
      footer = {"", "Examples:", "  ./apex key list --json"})
  int list(
      @Mixin Access access,
      @Option(names = "--json", description = "Print the list as the house sent it.")
          boolean json) {
    try (var session = access.signIn(surroundings)) {
      var list = session.get("/api/keys");
      if (json) surroundings.terminal().out().println(list.text().strip());
      else show(Rows.of(list.tree(), "keys"));
      return ExitCode.WELL;
    }
  }

  private void show(List<JsonNode> keys) {
    var rows = keys.stream().map(Keys::row).toList();
    if (rows.isEmpty()) surroundings.terminal().out().println("There is no key yet.");
    else
      new Table(List.of("id", "created", "last used", "revoked", "name"), rows)
          .print(surroundings.terminal());
  }

  private static List<String> row(JsonNode key) {
    return List.of(
        Rows.text(key, "id"),
        Rows.moment(key, "created_at"),
        Rows.moment(key, "last_used_at"),
        Rows.moment(key, "revoked_at"),
        Rows.text(key, "name"));
  }

  @Command(
      name = "revoke",
      description = "Make a key useless, at once and for good.",
      footer = {"", "Examples:", "  ./apex key revoke 4be0643f-1d98-573b-97cd-ca98a65347dd"})
  int revoke(
      @Mixin Access access,
      @Parameters(paramLabel = "ID", description = "As ./apex key list shows it.") String id) {
    try (var session = access.signIn(surroundings)) {
      session.delete("/api/keys/" + Query.escaped(id));
      surroundings.terminal().out().println("Revoked key %s.".formatted(id));
      return ExitCode.WELL;
    }
  }
}
