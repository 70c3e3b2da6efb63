package apex.ops.command;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.house.Query;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import apex.ops.terminal.Table;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// What was imported, and taking it back.
@Command(
    name = "imports",
    description = "List what was imported into the workspace, or undo an import.",
    footer = {
      "",
      "Examples:",
      "  ./apex imports",
      "  ./apex imports undo 4be0643f-1d98-573b-97cd-ca98a65347dd"
    })
public final class Imports implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin Access access = new Access();

  @Option(names = "--json", description = "Print the list as the house sent it.")
  boolean json;

  public Imports(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    var terminal = surroundings.terminal();
    try (var session = access.signIn(surroundings)) {
      var list = session.get("/api/imports");
      if (json) terminal.out().println(list.text().strip());
      else show(Rows.of(list.tree(), "imports"));
      return ExitCode.WELL;
    }
  }

  private void show(List<JsonNode> imports) {
    var rows = imports.stream().map(Imports::row).toList();
    if (rows.isEmpty()) surroundings.terminal().out().println("Nothing was imported yet.");
    else
      new Table(List.of("import", "at", "accepted", "duplicate", "rejected", "name"), rows)
          .print(surroundings.terminal());
  }

  private static List<String> row(JsonNode one) {
    return List.of(
        Rows.text(one, "import_id"),
        Rows.moment(one, "at"),
        Rows.count(one, "accepted"),
        Rows.count(one, "duplicate"),
        Rows.count(one, "rejected"),
        Rows.text(one, "name") + (one.path("undone").asBoolean(false) ? " (undone)" : ""));
  }

  @Command(
      name = "undo",
      description = {
        "Undo an import: each of its calls is reversed by an entry of its own, nothing is deleted.",
        "Importing the file again counts it again."
      },
      footer = {"", "Examples:", "  ./apex imports undo ID --yes --json"})
  int undo(
      @Mixin Access as,
      @Parameters(paramLabel = "ID", description = "The import, as ./apex imports lists it.")
          String id,
      @Option(names = "--yes", description = "Do not ask first.") boolean yes,
      @Option(names = "--json", description = "Print the receipt as the house sent it.")
          boolean asJson) {
    var terminal = surroundings.terminal();
    if (!yes && !confirmed(id)) return ExitCode.UNKNOWN;
    try (var session = as.signIn(surroundings)) {
      var receipt = session.delete("/api/imports/" + Query.escaped(id));
      if (asJson) terminal.out().println(receipt.text().strip());
      else
        terminal
            .out()
            .println(
                "Import %s is undone: %s calls reversed at %s."
                    .formatted(
                        Rows.text(receipt.tree(), "import_id"),
                        Rows.count(receipt.tree(), "reversed"),
                        Rows.moment(receipt.tree(), "at")));
      return ExitCode.WELL;
    }
  }

  private boolean confirmed(String id) {
    var person =
        surroundings
            .terminal()
            .person()
            .orElseThrow(() ->
                new ApexException(
                    ErrorCode.INVALID_REQUEST,
                    "undoing an import asks first, and nobody can be asked here",
                    "Add --yes."));
    return "y".equalsIgnoreCase(person.readLine("Reverse every call of import %s? [y/N] ", id));
  }
}
