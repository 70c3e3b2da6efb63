package apex.ops.audit.command;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.audit.config.ConfigFile;
import apex.ops.audit.pack.Packs;
import apex.ops.audit.rule.Rule;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Nearest;
import apex.ops.terminal.Surroundings;
import apex.ops.terminal.Table;
import apex.ops.terminal.Terminal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// What a rule means.
@Command(
    name = "explain",
    description =
        "Show what a rule means, an example that breaks it and the fix; without a rule, all there are.",
    footer = {"", "Examples:", "  ./apex audit explain", "  ./apex audit explain enum-identity"})
final class ExplainCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(paramLabel = "RULE", arity = "0..1", description = "The id of a rule.")
  Optional<String> id = Optional.empty();

  ExplainCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    var folder = surroundings.folder();
    var rules = Asked.rules(Packs.of(folder, ConfigFile.in(folder).packs()));
    if (id.isEmpty()) all(rules);
    else explain(rule(rules, id.get()), surroundings.terminal());
    return ExitCode.WELL;
  }

  private static Rule rule(List<Rule> rules, String id) {
    return rules.stream()
        .filter(rule -> rule.id().equals(id))
        .findFirst()
        .orElseThrow(() -> unknown(rules, id));
  }

  private static ApexException unknown(List<Rule> rules, String id) {
    var near =
        Nearest.to(id, rules.stream().map(Rule::id).toList())
            .map(one -> " Did you mean " + one + "?")
            .orElse("");
    return new ApexException(
        ErrorCode.INVALID_REQUEST,
        "there is no rule '%s'.%s".formatted(id, near),
        "./apex audit explain lists them all.");
  }

  private void all(List<Rule> rules) {
    var rows =
        rules.stream()
            .map(rule -> List.of(rule.id(), rule.severity().word(), rule.summary()))
            .toList();
    new Table(List.of("rule", "severity", "finds"), rows).print(surroundings.terminal());
  }

  private static void explain(Rule rule, Terminal terminal) {
    var out = terminal.out();
    out.println(terminal.bold("%s (%s)".formatted(rule.id(), rule.severity().word())));
    out.println(rule.summary());
    out.println();
    out.println(rule.explanation().strip());
    out.println();
    out.println("Example:");
    rule.example().strip().lines().forEach(line -> out.println("    " + line));
    out.println();
    out.println("Fix: " + rule.fix());
  }
}
