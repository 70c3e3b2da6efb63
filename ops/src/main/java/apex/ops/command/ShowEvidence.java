package apex.ops.command;

import apex.ops.house.Query;
import apex.ops.house.Session;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Where one number of an answer comes from, and the number computed again.
@Command(
    name = "evidence",
    description = {
      "Show where a number of an answer comes from: query, parameters, rows, prices, formula.",
      "With --recompute it is computed again: it holds, or the input that changed is named."
    },
    footer = {
      "",
      "Examples:",
      "  ./apex evidence 4be0643f-1d98-573b-97cd-ca98a65347dd e3",
      "  ./apex evidence 4be0643f-1d98-573b-97cd-ca98a65347dd e3 --recompute"
    })
public final class ShowEvidence implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin Access access = new Access();

  @Parameters(index = "0", paramLabel = "RUN", description = "The run, as ./apex ask shows it.")
  String run;

  @Parameters(index = "1", paramLabel = "EVIDENCE", description = "As the answer names it: e3.")
  String evidence;

  @Option(names = "--recompute", description = "Compute it again; exit code 1 when it differs.")
  boolean recompute;

  @Option(names = "--json", description = "Print what the house sent.")
  boolean json;

  public ShowEvidence(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    var address = "/api/evidence/" + Query.escaped(run + "." + evidence);
    try (var session = access.signIn(surroundings)) {
      return recompute ? recomputed(session, address) : shown(session, address);
    }
  }

  private int shown(Session session, String address) {
    var filed = session.get(address);
    if (json) print(filed.text().strip());
    else show(filed.tree().path("evidence"));
    return ExitCode.WELL;
  }

  private void show(JsonNode held) {
    print("%s %s".formatted(Rows.text(held, "value"), Rows.text(held, "unit")));
    print("  is       " + Rows.text(held, "subject"));
    print("  formula  " + Rows.text(held, "formula"));
    print("  query    " + Rows.text(held, "template") + " " + held.path("parameters"));
    print("  rows     %,d, %s".formatted(held.path("rows_read").asLong(0), held.path("input_set")));
    print("  prices   " + Rows.text(held, "price_book"));
    held.path("sums")
        .forEachEntry((name, sum) -> print("  sum      %s %s".formatted(name, sum.asString())));
  }

  private int recomputed(Session session, String address) {
    var proof = session.post(address + "/recompute", java.util.Map.of());
    var holds = proof.tree().path("holds").asBoolean(false);
    if (json) print(proof.text().strip());
    else tell(proof.tree(), holds);
    return holds ? ExitCode.WELL : ExitCode.FINDINGS;
  }

  private void tell(JsonNode proof, boolean holds) {
    if (holds) print("It holds: %s again.".formatted(Rows.text(proof, "was")));
    else print("It differs: was %s, is %s.".formatted(Rows.text(proof, "was"), is(proof)));
    proof.path("because").valueStream().forEach(why -> print("  " + why.asString()));
  }

  private static String is(JsonNode proof) {
    return proof.path("is").asString("nothing any more");
  }

  private void print(String line) {
    surroundings.terminal().out().println(line);
  }
}
