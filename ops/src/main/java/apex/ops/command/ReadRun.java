package apex.ops.command;

import apex.edge.json.Json;
import apex.ops.house.Query;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// One run, as it is kept.
@Command(
    name = "run",
    description = "Show one run: its question, its status, and its events.",
    footer = {"", "Examples:", "  ./apex run 4be0643f-1d98-573b-97cd-ca98a65347dd --json"})
public final class ReadRun implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin Access access = new Access();

  @Parameters(paramLabel = "ID", description = "The run, as ./apex ask shows it.")
  String id;

  @Option(names = "--json", description = "Print the run as the house sent it.")
  boolean json;

  public ReadRun(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (var session = access.signIn(surroundings)) {
      var run = session.get("/api/runs/" + Query.escaped(id));
      if (json) surroundings.terminal().out().println(run.text().strip());
      else show(run.tree());
      return ExitCode.WELL;
    }
  }

  private void show(JsonNode run) {
    var out = surroundings.terminal().out();
    out.println("%s  %s".formatted(Rows.text(run, "status"), Rows.text(run, "question")));
    run.path("events").valueStream().map(ReadRun::line).forEach(out::println);
  }

  private static String line(JsonNode event) {
    var data = Json.write(event.path("data"));
    return "%3d  %s  %-13s %-16s %s"
        .formatted(
            event.path("seq").asLong(0),
            Rows.moment(event, "timestamp"),
            Rows.text(event, "agent_name"),
            Rows.text(event, "type"),
            data.length() > 120 ? data.substring(0, 120) + "…" : data);
  }
}
