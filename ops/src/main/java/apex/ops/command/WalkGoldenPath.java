package apex.ops.command;

import apex.edge.json.Json;
import apex.kernel.environment.Secret;
import apex.ops.goldenpath.Check;
import apex.ops.goldenpath.GoldenPath;
import apex.ops.goldenpath.Report;
import apex.ops.house.Credentials;
import apex.ops.house.HouseClient;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Walks the golden path through a deployment.
@Command(
    name = "golden-path",
    description = {
      "Walk from log-in to answer through a house and check every promise on the way.",
      "Asks one real question. Isolation needs a second account; without one it counts as skipped."
    },
    footer = {
      "",
      "Examples:",
      "  ./apex golden-path",
      "  ./apex golden-path --register-second",
      "  ./apex golden-path --backend https://apex.example.org --email ben@example.org \\",
      "      --password-file ben.txt --second-email asha@example.org \\",
      "      --second-password-file asha.txt --json"
    })
public final class WalkGoldenPath implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin Access access = new Access();

  @Option(names = "--question", paramLabel = "TEXT", description = "What is asked.")
  String question = GoldenPath.QUESTION;

  @Option(
      names = "--budget",
      paramLabel = "DURATION",
      description = "Longest the answer may take (default: PT5S).")
  Duration budget = GoldenPath.BUDGET;

  @Option(names = "--second-email", paramLabel = "EMAIL", description = "The second account.")
  Optional<String> secondEmail = Optional.empty();

  @Option(
      names = "--second-password-file",
      paramLabel = "FILE",
      description = "File with the second account's password.")
  Optional<Path> secondPassword = Optional.empty();

  @Option(
      names = "--register-second",
      description = "Make a throw-away second account; it stays in the house.")
  boolean register;

  @Option(names = "--json", description = "Print the report as one JSON object.")
  boolean json;

  public WalkGoldenPath(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    var found = access.find(surroundings);
    var account = access.credentials(surroundings, found);
    try (var house = access.client(surroundings, found)) {
      var path = new GoldenPath(house, account, second(house), question, budget);
      var report = path.walk();
      print(report);
      return report.passed() ? ExitCode.WELL : ExitCode.FINDINGS;
    }
  }

  private Optional<Credentials> second(HouseClient house) {
    if (register) return Optional.of(registered(house));
    return secondEmail.flatMap(
        email -> secondPassword.map(file -> new Credentials(email, Access.password(file))));
  }

  private static Credentials registered(HouseClient house) {
    var name = "golden-path-" + UUID.randomUUID();
    var account = new Credentials(name + "@example.invalid", new Secret(UUID.randomUUID() + name));
    house.register(account, Optional.empty());
    return account;
  }

  private void print(Report report) {
    var out = surroundings.terminal().out();
    if (json) {
      out.println(Json.write(report.wire()));
      return;
    }
    report.checks().stream().map(this::line).forEach(out::println);
    out.println(report.sentence());
  }

  private String line(Check check) {
    var terminal = surroundings.terminal();
    var word =
        switch (check.outcome()) {
          case PASSED -> terminal.green("passed ");
          case FAILED -> terminal.red("failed ");
          case SKIPPED -> terminal.yellow("skipped");
        };
    return String.format(
            Locale.ROOT, "%s %7.1f ms  %-24s %s", word, check.ms(), check.name(), check.detail())
        .stripTrailing();
  }
}
