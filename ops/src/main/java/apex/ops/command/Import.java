package apex.ops.command;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.house.Reply;
import apex.ops.house.Session;
import apex.ops.house.UsageImport;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Progress;
import apex.ops.terminal.Surroundings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Loads usage from files into the workspace.
@Command(
    name = "import",
    description = {
      "Load usage from CSV or JSONL files into the workspace.",
      "What a row does not tell itself comes from the options. The same row is never counted twice."
    },
    footer = {
      "",
      "Examples:",
      "  ./apex import usage.jsonl",
      "  ./apex import trace.csv --provider openai --model gpt-4o --route chat",
      "  ./apex import mooncake.jsonl --format mooncake --start 2026-01-01T00:00:00Z \\",
      "      --provider anthropic --model claude-sonnet-4-5 --route chat",
      "  zcat usage.jsonl.gz | ./apex import - --format jsonl --json"
    })
public final class Import implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";
  private static final int SHOWN_CHARACTERS_MAX = 60;

  private final Surroundings surroundings;

  @Mixin Access access = new Access();

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files, or - for standard input.")
  List<String> files = List.of();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "auto",
      description = "auto, csv, jsonl or mooncake (default: ${DEFAULT-VALUE}, by content).")
  String format = "auto";

  @Option(names = "--provider", paramLabel = "NAME", description = "Such as openai.")
  Optional<String> provider = Optional.empty();

  @Option(names = "--model", paramLabel = "NAME", description = "Such as gpt-4o.")
  Optional<String> model = Optional.empty();

  @Option(names = "--route", paramLabel = "NAME", description = "The feature, such as chat.")
  Optional<String> route = Optional.empty();

  @Option(
      names = "--start",
      paramLabel = "INSTANT",
      description = "What relative times count from, such as 2026-01-01T00:00:00Z.")
  Optional<String> start = Optional.empty();

  @Option(names = "--json", description = "Print one import_result a line, and nothing else.")
  boolean json;

  public Import(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    files.forEach(this::checkFile);
    try (var session = access.signIn(surroundings)) {
      return files.stream().mapToInt(file -> load(session, file)).max().orElse(ExitCode.WELL);
    }
  }

  private int load(Session session, String file) {
    var result = send(session, file);
    if (json) surroundings.terminal().out().println(result.text().strip());
    else show(file, result.tree());
    return result.tree().path("rejected").asLong(0) == 0 ? ExitCode.WELL : ExitCode.FINDINGS;
  }

  private Reply send(Session session, String file) {
    var wanted = new UsageImport(format, provider, model, route, start);
    try (var bytes = open(file);
        var progress = new Progress(surroundings.terminal(), name(file), size(file))) {
      return wanted.send(session, name(file), bytes, progress::moved);
    } catch (IOException unreadable) {
      throw refused(file, "can be read: " + unreadable.getMessage());
    }
  }

  private InputStream open(String file) throws IOException {
    return file.equals(STANDARD_INPUT)
        ? surroundings.terminal().in()
        : Files.newInputStream(path(file));
  }

  private long size(String file) throws IOException {
    return file.equals(STANDARD_INPUT) ? -1 : Files.size(path(file));
  }

  private Path path(String file) {
    return surroundings.folder().resolve(file);
  }

  private String name(String file) {
    return file.equals(STANDARD_INPUT) ? "standard input" : path(file).getFileName().toString();
  }

  /// Before anything is sent, so that three good files are not loaded when the fourth is missing.
  private void checkFile(String file) {
    if (file.equals(STANDARD_INPUT)) return;
    var path = path(file);
    if (!Files.exists(path)) throw refused(file, "must exist");
    if (Files.isDirectory(path)) throw refused(file, "must be a file, is a directory");
    if (!Files.isReadable(path)) throw refused(file, "must be readable by you");
    if (isEmpty(path)) throw refused(file, "must hold rows, is empty");
  }

  private static boolean isEmpty(Path path) {
    try {
      return Files.isRegularFile(path) && Files.size(path) == 0;
    } catch (IOException unknown) {
      return false;
    }
  }

  private static ApexException refused(String file, String rule) {
    return new ApexException(
        ErrorCode.INVALID_REQUEST,
        "'%s' %s; nothing was imported from it".formatted(file, rule),
        "Check the file's name and rights.");
  }

  private void show(String file, JsonNode result) {
    var terminal = surroundings.terminal();
    terminal
        .out()
        .println(
            "%s: %s accepted, %s duplicate, %s rejected of %s rows  %s"
                .formatted(
                    name(file),
                    terminal.bold(Rows.count(result, "accepted")),
                    Rows.count(result, "duplicate"),
                    Rows.count(result, "rejected"),
                    Rows.count(result, "read"),
                    terminal.faint("(import " + Rows.text(result, "import_id") + ")")));
    result
        .path("rejections")
        .valueStream()
        .map(Import::sentence)
        .forEach(line -> terminal.out().println("  " + terminal.red(line)));
  }

  /// `NEGATIVE_TOKENS: 1 row; line 7, input_tokens '-3': must be 0 to 10,000,000`
  private static String sentence(JsonNode rejection) {
    var first = rejection.path("first");
    return "%s: %s; first in line %s, column %s, value '%s', rule: %s"
        .formatted(
            Rows.text(rejection, "reason"),
            rows(rejection.path("count").asLong(0)),
            first.path("line").asString("?"),
            Rows.text(first, "column"),
            shortened(Rows.text(first, "value")),
            Rows.text(first, "rule"));
  }

  private static String rows(long count) {
    return count == 1 ? "1 row" : count + " rows";
  }

  private static String shortened(String value) {
    return value.length() <= SHOWN_CHARACTERS_MAX
        ? value
        : value.substring(0, SHOWN_CHARACTERS_MAX) + "…";
  }
}
