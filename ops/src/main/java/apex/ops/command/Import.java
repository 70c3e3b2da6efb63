package apex.ops.command;

import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.house.Reply;
import apex.ops.house.Session;
import apex.ops.house.UsageImport;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Progress;
import apex.ops.terminal.Surroundings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
      "Load usage from CSV or JSON files into the workspace: our own form, traces, and the exports",
      "of OpenAI, Anthropic, LiteLLM, Langfuse and FOCUS; gzip is unpacked.",
      "What a row does not tell itself comes from the options. The same row is never counted twice."
    },
    footer = {
      "",
      "Examples:",
      "  ./apex import usage.jsonl",
      "  ./apex import trace.csv --provider openai --model gpt-4o --route chat",
      "  ./apex import mooncake.jsonl --format mooncake --start 2026-01-01T00:00:00Z \\",
      "      --provider anthropic --model claude-sonnet-4-5 --route chat",
      "  ./apex import spend-logs.json --dry-run --json",
      "  ./apex import calls.csv --map when=timestamp --map in=input_tokens --map out=output_tokens",
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
      description = {
        "auto, csv, jsonl, mooncake, openai, anthropic, litellm, langfuse, burstgpt or focus",
        "(default: ${DEFAULT-VALUE}, by content)."
      })
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

  @Option(
      names = "--map",
      paramLabel = "COLUMN=FIELD",
      description = "What a column of the file is called in our form; repeatable.")
  List<String> mapping = List.of();

  @Option(names = "--dry-run", description = "Tell every row with its cost and write nothing.")
  boolean dryRun;

  @Option(
      names = "--json",
      description =
          "Print an import_result for each file; with --dry-run a line for each row first.")
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
    if (dryRun) return rehearse(session, file);
    var result = send(session, file);
    if (json) surroundings.terminal().out().println(result.text().strip());
    else show(file, result.tree());
    return result.tree().path("rejected").asLong(0) == 0 ? ExitCode.WELL : ExitCode.FINDINGS;
  }

  private Reply send(Session session, String file) {
    var wanted = new UsageImport(format, provider, model, route, start, mapping);
    try (var bytes = open(file);
        var progress = new Progress(surroundings.terminal(), name(file), size(file))) {
      return wanted.send(session, name(file), bytes, progress::moved);
    } catch (IOException unreadable) {
      throw refused(file, "can be read: " + unreadable.getMessage());
    }
  }

  private int rehearse(Session session, String file) {
    var wanted = new UsageImport(format, provider, model, route, start, mapping);
    try (var bytes = open(file);
        var progress = new Progress(surroundings.terminal(), name(file), size(file));
        var told = wanted.rehearse(session, name(file), bytes, progress::moved);
        var lines = new BufferedReader(new InputStreamReader(told, StandardCharsets.UTF_8))) {
      return rows(file, lines);
    } catch (IOException | UncheckedIOException broken) {
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN, "the rehearsal of %s broke off".formatted(file), broken);
    }
  }

  /// The last line is the result; without it the rows are not all.
  private int rows(String file, BufferedReader lines) throws IOException {
    var last = "";
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      if (json) surroundings.terminal().out().println(line);
      last = line;
    }
    var result = Json.tree(last.isEmpty() ? "{}" : last);
    if (!result.path("type").asString("").equals("import_result"))
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN, "the rehearsal of %s broke off".formatted(file));
    if (!json) show(file, result);
    return result.path("rejected").asLong(0) == 0 ? ExitCode.WELL : ExitCode.FINDINGS;
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
                    terminal.faint(told(result))));
    terminal.out().println("  detected: " + Rows.text(result, "detected"));
    terminal.out().println("  " + cost(result));
    if (result.path("reported").isObject()) terminal.out().println("  " + compared(result));
    result
        .path("rejections")
        .valueStream()
        .map(Import::sentence)
        .forEach(line -> terminal.out().println("  " + terminal.red(line)));
  }

  private static String told(JsonNode result) {
    return result.path("dry_run").asBoolean(false)
        ? "(nothing was written)"
        : "(import " + Rows.text(result, "import_id") + ")";
  }

  private static String cost(JsonNode result) {
    return "by our prices %s; %s rows have no price"
        .formatted(Totals.words(result, "cost_usd"), Rows.count(result, "unpriced_rows"));
  }

  private static String compared(JsonNode result) {
    var reported = result.path("reported");
    return "the file reports %s USD for %s rows; ours of those we price differ by %s USD%s"
        .formatted(
            Rows.text(reported, "reported_usd"),
            Rows.count(reported, "rows"),
            Rows.text(reported, "difference_usd"),
            reported.path("apart").asBoolean(false)
                ? ": more than rounding explains, see ./apex spend"
                : "");
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
