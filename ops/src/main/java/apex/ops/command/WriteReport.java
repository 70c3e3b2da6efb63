package apex.ops.command;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.house.Query;
import apex.ops.house.Session;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// An answer as a document.
@Command(
    name = "report",
    description = {
      "Write an answer as a document: everything it found, with charts and evidence.",
      "Asks and changes nothing; the same run gives the same file. docs/reports.md has the forms."
    },
    footer = {
      "",
      "Examples:",
      "  ./apex report --last --out spend.html        # one page with charts, stands alone",
      "  ./apex report 4be0643f-1d98-573b-97cd-ca98a65347dd --out figures.csv",
      "  ./apex report --last --format json | jq .joint_saving"
    })
public final class WriteReport implements Callable<Integer> {
  private static final String STANDARD_OUTPUT = "-";
  private static final int THREADS_LOOKED_AT = 20;
  private static final int MESSAGES_LOOKED_AT = 20;

  private final Surroundings surroundings;

  @Mixin Access access = new Access();

  @Parameters(
      arity = "0..1",
      paramLabel = "RUN",
      description = "The run, as ./apex ask shows it; without it the last one answered.")
  Optional<String> run = Optional.empty();

  @Option(names = "--last", description = "Your last answer in the workspace.")
  boolean last;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "markdown, html, csv or json; else what the file's ending says, else markdown.")
  Optional<String> format = Optional.empty();

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Write here; it appears when it is whole. - is standard output, as without it.")
  Optional<String> out = Optional.empty();

  @Option(names = "--force", description = "Replace the file when it is there.")
  boolean force;

  public WriteReport(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    if (last && run.isPresent())
      throw new ApexException(
          ErrorCode.INVALID_REQUEST, "a run and --last say two things", "Give one of them.");
    var path = out.filter(name -> !name.equals(STANDARD_OUTPUT)).map(Path::of);
    var report = ReportFile.of(format, path);
    var file = path.map(to -> new WholeFile(surroundings.folder().resolve(to), force).checked());
    try (var session = access.signIn(surroundings)) {
      write(session, report, file);
      return ExitCode.WELL;
    }
  }

  private void write(Session session, ReportFile report, Optional<WholeFile> file) {
    var asked = run.orElseGet(() -> lastAnswered(session));
    if (file.isEmpty()) {
      report.to(session, asked, surroundings.terminal().out());
      return;
    }
    report.to(session, asked, file.get());
    surroundings.terminal().err().println("Written to %s.".formatted(file.get().path()));
  }

  /// Of the conversations, latest first, the last that was answered.
  private static String lastAnswered(Session session) {
    var address = new Query().with("limit", "" + THREADS_LOOKED_AT).of("/api/threads");
    return Rows.of(session.get(address).tree(), "threads").stream()
        .flatMap(thread -> lastAnswer(session, thread))
        .findFirst()
        .orElseThrow(() ->
            new ApexException(
                ErrorCode.NOT_FOUND,
                "nothing of yours was answered in this workspace yet",
                "Ask first: ./apex ask \"What did we spend and how do we spend less?\""));
  }

  private static Stream<String> lastAnswer(Session session, JsonNode thread) {
    var address =
        new Query()
            .with("limit", "" + MESSAGES_LOOKED_AT)
            .of(
                "/api/threads/%s/messages"
                    .formatted(Query.escaped(Rows.text(thread, "thread_id"))));
    return answers(Rows.of(session.get(address).tree(), "messages")).reversed().stream()
        .findFirst()
        .stream();
  }

  private static List<String> answers(List<JsonNode> messages) {
    return messages.stream()
        .filter(message -> Rows.text(message, "role").equals("assistant"))
        .map(message -> Rows.text(message, "run_id"))
        .toList();
  }
}
