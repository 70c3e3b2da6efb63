package apex.backend.report;

import apex.backend.report.Block.Lines;
import apex.backend.report.Block.Pair;
import apex.backend.report.Block.Pairs;
import apex.backend.report.Block.Part;
import apex.backend.report.Block.Words;
import apex.backend.report.Document.Section;
import apex.backend.report.Phrase.Code;
import apex.backend.report.Phrase.Plain;
import apex.backend.report.Phrase.Proof;
import apex.backend.report.Phrase.Strong;
import apex.spend.price.Usd;
import apex.spend.proof.Evidence;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Makes of an answer its report: what a reader needs first stands first, everything else follows.
final class Composition {
  private static final String SAMPLE =
      "Sample workspace: this usage is made up, and no money was spent.";
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

  private final Answered answered;
  private final Given result;
  private final Spending spending;
  private final Changes changes;

  private Composition(Answered answered) {
    this.answered = answered;
    this.result = answered.given();
    this.spending = new Spending(result);
    this.changes = new Changes(result, spending);
  }

  static Document of(Answered answered) {
    return new Composition(answered).document();
  }

  private Document document() {
    var sections = new ArrayList<Section>();
    sections.add(new Section("glance", "At a glance", glance()));
    spending.section().ifPresent(sections::add);
    sections.addAll(changes.sections());
    if (!result.unknown().isEmpty())
      sections.add(
          new Section("unknown", "What is not known", List.of(Lines.bullets(result.unknown()))));
    if (!result.evidence().isEmpty()) sections.add(evidence());
    sections.add(new Section("origin", "How to check it", origin()));
    return new Document(
        "What language models cost, and how to spend less",
        result.sample() ? Optional.of(SAMPLE) : Optional.empty(),
        sections,
        new KeyFigures(result, spending).all());
  }

  private List<Block> glance() {
    var blocks = new ArrayList<Block>();
    if (result.totalCostUsd().isEmpty())
      blocks.add(Words.of(new Strong("There is no figure yet: what is not known says why.")));
    var pairs = new ArrayList<Pair>();
    pairs.add(Pair.of("Question", answered.question()));
    pairs.add(Pair.of("Period", period()));
    pairs.add(Pair.of("Calls counted", scope()));
    result
        .totalCostUsd()
        .ifPresent(total ->
            pairs.add(
                new Pair("Spend", spending.proven(new Strong(Usd.prose(total)), Spending.TOTAL))));
    pairs.add(new Pair("Calls", spending.proven(new Plain(count(result.calls())), Spending.CALLS)));
    changes.saving().ifPresent(saving -> pairs.add(new Pair("Saving, all together", saving)));
    if (result.totalCostUsd().isPresent()) pairs.add(Pair.of("Priced", coverage()));
    pairs.add(Pair.of("Making this answer cost", ownCost()));
    if (result.status().equals("degraded"))
      pairs.add(Pair.of("Completeness", "Something failed on the way; it is named below."));
    blocks.add(new Pairs(pairs));
    changes.waterfall().ifPresent(blocks::add);
    return blocks;
  }

  private String ownCost() {
    return result
        .ownCostUsd()
        .map(Usd::prose)
        .orElseGet(() -> "unknown: " + result.ownCostWhy().orElse("nobody told"));
  }

  private String period() {
    var period = result.period();
    return "%s to %s (%s)"
        .formatted(
            MINUTE.format(period.from().atZone(period.zone())),
            MINUTE.format(period.to().atZone(period.zone())),
            period.zone());
  }

  private String scope() {
    var parts = new ArrayList<String>();
    add(parts, "providers", result.scope().providers());
    add(parts, "models", result.scope().models());
    add(parts, "routes", result.scope().routes());
    return parts.isEmpty() ? "all of the period" : String.join("; ", parts);
  }

  private static void add(List<String> parts, String what, List<String> names) {
    if (!names.isEmpty()) parts.add(what + " " + String.join(", ", names));
  }

  private String coverage() {
    var coverage = result.coverage();
    var words = new ArrayList<String>();
    words.add(percent(coverage.tokensPriced()) + " of the tokens");
    if (!coverage.unpriced().isEmpty())
      words.add(
          "no price for "
              + String.join(
                  ", ",
                  coverage.unpriced().stream()
                      .map(m -> "%s (%s tokens)".formatted(m.model(), count(m.tokens())))
                      .toList()));
    words.add(
        coverage
            .highUsd()
            .map(high ->
                high.compareTo(coverage.lowUsd()) == 0
                    ? "no range"
                    : "the whole lies between %s and %s"
                        .formatted(Usd.prose(coverage.lowUsd()), Usd.prose(high)))
            .orElse("the whole is at least " + Usd.prose(coverage.lowUsd())));
    words.add("price book " + result.priceBook());
    return String.join("; ", words.stream().filter(word -> !word.equals("no range")).toList());
  }

  private Section evidence() {
    var parts = new ArrayList<Block>();
    parts.add(
        Words.of(
            new Plain("Each number can be computed again from the same calls: "),
            new Code("./apex evidence %s e1 --recompute".formatted(answered.run())),
            new Plain(" gives the same cents or says which input changed.")));
    result.evidence().values().forEach(held -> parts.add(part(held)));
    return new Section("evidence", "Where the numbers come from", parts);
  }

  private static Part part(Evidence held) {
    var pairs = new ArrayList<Pair>();
    pairs.add(new Pair("Value", new Strong(held.value()), new Plain(" " + held.unit())));
    pairs.add(Pair.of("Formula", held.formula()));
    pairs.add(new Pair("Query", new Code(held.template())));
    pairs.add(
        Pair.of(
            "Input",
            "%s rows read; %s rows as of %d, %s"
                .formatted(
                    count(held.rowsRead()),
                    count(held.inputSet().rows()),
                    held.inputSet().asOf(),
                    held.inputSet().hash())));
    pairs.add(Pair.of("Price book", held.priceBook()));
    pairs(held.parameters()).ifPresent(text -> pairs.add(Pair.of("Parameters", text)));
    pairs(held.sums()).ifPresent(text -> pairs.add(Pair.of("Sums", text)));
    return new Part(held.id(), held.id() + ": " + held.subject(), true, List.of(new Pairs(pairs)));
  }

  private static Optional<String> pairs(Map<String, ?> values) {
    var shown = new LinkedHashMap<>(values);
    shown.values().removeIf(value -> value instanceof List<?> list && list.isEmpty());
    if (shown.isEmpty()) return Optional.empty();
    return Optional.of(
        String.join(
            "; ",
            shown.entrySet().stream()
                .map(entry -> Spending.named(entry.getKey()) + " " + entry.getValue())
                .toList()));
  }

  private List<Block> origin() {
    return List.of(
        Pairs.of(
            Pair.of("Run", answered.run().toString()),
            Pair.of("Workspace", result.workspaceId().toString()),
            Pair.of("Answered", MINUTE.format(answered.at().atZone(ZoneId.of("UTC"))) + " (UTC)"),
            Pair.of("Usage counted", "as of batch " + result.asOf()),
            Pair.of("Price book", result.priceBook()),
            new Pair("This report again", new Code("./apex report " + answered.run())),
            new Pair("By address", new Code("GET /api/runs/%s/report".formatted(answered.run())))));
  }

  static List<Phrase> proofs(List<String> evidence) {
    return evidence.stream().map(id -> (Phrase) new Proof(id)).toList();
  }

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /// What is not all of it is never called 100.0 %.
  static String percent(double share) {
    return share < 1 && share > 0.9995
        ? "over 99.9 %"
        : String.format(Locale.ROOT, "%.1f %%", share * 100);
  }
}
