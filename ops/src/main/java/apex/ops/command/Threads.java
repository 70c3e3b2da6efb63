package apex.ops.command;

import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import apex.ops.terminal.Table;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// Your conversations.
@Command(
    name = "threads",
    description = "List your conversations in the workspace. Others do not see them.",
    footer = {"", "Examples:", "  ./apex threads", "  ./apex threads --json"})
public final class Threads implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin Access access = new Access();

  @Option(names = "--json", description = "Print the list as the house sent it.")
  boolean json;

  public Threads(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (var session = access.signIn(surroundings)) {
      var list = session.get("/api/threads");
      if (json) surroundings.terminal().out().println(list.text().strip());
      else show(Rows.of(list.tree(), "threads"));
      return ExitCode.WELL;
    }
  }

  private void show(List<JsonNode> threads) {
    var rows = threads.stream().map(Threads::row).toList();
    if (rows.isEmpty()) surroundings.terminal().out().println("Nothing was asked yet.");
    else new Table(List.of("thread", "began", "title"), rows).print(surroundings.terminal());
  }

  private static List<String> row(JsonNode thread) {
    return List.of(
        thread.path("thread_id").asString(Rows.text(thread, "id")),
        Rows.moment(thread, "created_at"),
        Rows.text(thread, "title"));
  }
}
