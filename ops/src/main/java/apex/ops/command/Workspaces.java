package apex.ops.command;

import apex.ops.house.Session;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import apex.ops.terminal.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// The workspaces of an account.
@Command(
    name = "workspace",
    description = "List your workspaces, make one, choose the one to work in.",
    footer = {
      "",
      "Examples:",
      "  ./apex workspace list",
      "  ./apex workspace create Research --billing-zone Europe/Berlin",
      "  ./apex workspace use Research"
    })
public final class Workspaces extends CommandGroup {
  private final Surroundings surroundings;

  public Workspaces(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Command(
      name = "list",
      description = "Your workspaces; the one in use is marked.",
      footer = {"", "Examples:", "  ./apex workspace list --json"})
  int list(
      @Mixin Access access,
      @Option(names = "--json", description = "Print the list as the house sent it.")
          boolean json) {
    try (var session = access.signIn(surroundings)) {
      var list = session.get("/auth/workspaces");
      if (json) surroundings.terminal().out().println(list.text().strip());
      else show(session, Rows.of(list.tree(), "workspaces"));
      return ExitCode.WELL;
    }
  }

  private void show(Session session, List<JsonNode> workspaces) {
    var rows = workspaces.stream().map(one -> row(one, session.workspace().id())).toList();
    new Table(List.of("", "id", "role", "data", "name"), rows).print(surroundings.terminal());
  }

  private static List<String> row(JsonNode one, String used) {
    var id = Rows.text(one, "id");
    return List.of(
        id.equals(used) ? "*" : "",
        id,
        Rows.text(one, "role"),
        one.path("sample").asBoolean(false) ? "sample" : "own",
        Rows.text(one, "name"));
  }

  @Command(
      name = "create",
      description =
          "Make a workspace that you own. Work in it with --use, or later with ./apex workspace use.",
      footer = {
        "",
        "Examples:",
        "  ./apex workspace create Research --use",
        "  ./apex workspace create Research --json"
      })
  int create(
      @Mixin Access access,
      @Parameters(paramLabel = "NAME", description = "How people will know it.") String name,
      @Option(
              names = "--billing-zone",
              paramLabel = "ZONE",
              description = "Time zone of its days and months, such as Europe/Berlin (UTC).")
          Optional<String> billingZone,
      @Option(names = "--use", description = "Work in it from now on.") boolean use,
      @Option(names = "--json", description = "Print it as the house sent it.") boolean json) {
    var wanted = new LinkedHashMap<String, Object>();
    wanted.put("name", name);
    billingZone.ifPresent(zone -> wanted.put("billing_zone", zone));
    try (var session = access.signIn(surroundings)) {
      var made = session.post("/auth/workspaces", wanted);
      var id = Rows.text(made.tree(), "id");
      if (use) choose(access, session, id);
      surroundings.terminal().out().println(json ? made.text().strip() : told(id, name, use));
      return ExitCode.WELL;
    }
  }

  private static String told(String id, String name, boolean use) {
    return use
        ? "Made workspace %s (%s); working in it.".formatted(id, name)
        : "Made workspace %s (%s). Work in it: ./apex workspace use %s".formatted(id, name, id);
  }

  private void choose(Access access, Session session, String wanted) {
    session.use(wanted);
    access.find(surroundings).folder().choose(session.email(), session.workspace().id());
  }

  @Command(
      name = "use",
      description = "Work in this workspace from now on; remembered in APEX_HOME.",
      footer = {
        "",
        "Examples:",
        "  ./apex workspace use Research",
        "  ./apex workspace use 4be0643f-1d98-573b-97cd-ca98a65347dd"
      })
  int use(
      @Mixin Access access,
      @Parameters(paramLabel = "NAME|ID", description = "As ./apex workspace list shows it.")
          String wanted) {
    try (var session = access.signIn(surroundings)) {
      choose(access, session, wanted);
      var now = session.workspace();
      surroundings.terminal().out().println("Working in %s (%s).".formatted(now.name(), now.id()));
      return ExitCode.WELL;
    }
  }
}
