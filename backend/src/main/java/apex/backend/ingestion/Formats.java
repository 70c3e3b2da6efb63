package apex.backend.ingestion;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Decides as what a file is read, by the names of its first record, and says how sure it is. Two
/// that fit equally well are not chosen between.
final class Formats {
  private static final List<Export> EXPORTS =
      List.of(
          new OpenAiUsage(),
          new AnthropicUsage(),
          new LiteLlmSpendLog(),
          new LangfuseObservations(),
          new BurstGpt(),
          new FocusRows());

  private Formats() {}

  /// @param plain the verdict when the file is no product's export, and whether it fits that
  static FormatVerdict of(ImportFormat wanted, Set<String> names, Plain plain, FileFault fault) {
    refuseCosts(names, fault);
    var asked = EXPORTS.stream().filter(export -> export.format() == wanted).findFirst();
    if (asked.isPresent()) return asked(asked.get(), names, fault);
    if (wanted != ImportFormat.AUTO) return plain.verdict();
    return automatic(names, plain, fault);
  }

  /// The documented form or a trace.
  ///
  /// @param known how many of its columns are there; 0 when one that it needs is missing
  record Plain(FormatVerdict verdict, long known) {}

  private static FormatVerdict asked(Export export, Set<String> names, FileFault fault) {
    var missing = export.missing(names);
    if (missing.isEmpty()) return export.verdict(names);
    throw fault.at(
        1,
        missing.getFirst(),
        String.join(",", names),
        "is missing, and every %s has it".formatted(export.title()));
  }

  private static FormatVerdict automatic(Set<String> names, Plain plain, FileFault fault) {
    var fitting =
        EXPORTS.stream()
            .filter(export -> export.fits(names))
            .sorted((a, b) -> Long.compare(b.known(names), a.known(names)))
            .toList();
    if (fitting.isEmpty()) return plain.verdict();
    var best = fitting.getFirst();
    long most = best.known(names);
    if (fitting.size() > 1 && fitting.get(1).known(names) == most)
      throw undecided(best.verdict(names), fitting.get(1).verdict(names), fault);
    if (plain.known() == most) throw undecided(best.verdict(names), plain.verdict(), fault);
    return plain.known() > most ? plain.verdict() : best.verdict(names);
  }

  private static RuntimeException undecided(
      FormatVerdict one, FormatVerdict other, FileFault fault) {
    return fault.whole(
        "could be %s or %s: say which with the format %s or %s"
            .formatted(one.words(), other.words(), one.format().word(), other.format().word()));
  }

  /// Charged amounts without tokens leave nothing to price.
  private static void refuseCosts(Set<String> names, FileFault fault) {
    var costs = names.contains("amount_value") || names.contains("amount");
    if (costs && names.contains("line_item") && !names.contains("input_tokens"))
      throw fault.whole(
          "holds the costs of an OpenAI organization without any tokens, which leaves nothing to"
              + " price: export the usage of completions instead");
  }

  static Optional<Export> of(ImportFormat format) {
    return EXPORTS.stream().filter(export -> export.format() == format).findFirst();
  }
}
