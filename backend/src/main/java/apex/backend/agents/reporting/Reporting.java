package apex.backend.agents.reporting;

import apex.backend.agents.asking.OwnUsage;
import apex.backend.agents.asking.RunModel;
import apex.backend.agents.data.Gathered;
import apex.backend.agents.step.RunContext;
import apex.backend.agents.step.Voice;
import apex.backend.model.ModelCall;
import apex.kernel.run.ExecutionStatus;
import apex.spend.analysis.JointSaving;
import apex.spend.figures.Figures;
import apex.spend.figures.Slice;
import apex.spend.price.Coverage;
import apex.spend.price.PriceBook;
import apex.spend.price.Usd;
import apex.spend.proof.Evidence;
import apex.spend.proof.Evidences;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The fifth step: writes the answer, whatever the steps before came to.
public final class Reporting {
  private static final BigDecimal NOTHING = BigDecimal.ZERO.setScale(Usd.PLACES);
  private static final JointSaving NO_SAVING = new JointSaving(NOTHING, NOTHING, NOTHING, NOTHING);
  private static final Coverage NO_COVERAGE =
      new Coverage(0, 0, 0, 0, List.of(), NOTHING, Optional.empty(), NOTHING);

  private final RunContext run;
  private final String priceBook;
  private final Wording wording;
  private final Function<List<ModelCall>, OwnUsage.Making> pricing;

  /// In the template's words.
  ///
  /// @param priceBook the version that is in force when no figure says another
  public Reporting(RunContext run, String priceBook) {
    this(run, priceBook, new TemplateWording(), _ -> OwnUsage.Making.NOTHING);
  }

  /// In the model's words, where one is set.
  public Reporting(RunContext run, PriceBook book, RunModel model) {
    this(
        run,
        book.version(),
        model.present() ? new ModelWording(model, new TemplateWording()) : new TemplateWording(),
        calls -> OwnUsage.cost(run, book, calls));
  }

  /// @param pricing what calls of the language model cost
  private Reporting(
      RunContext run,
      String priceBook,
      Wording wording,
      Function<List<ModelCall>, OwnUsage.Making> pricing) {
    this.run = run;
    this.priceBook = priceBook;
    this.wording = wording;
    this.pricing = pricing;
  }

  public Result write(Material material, Voice voice) {
    voice.think("Writing the answer from the figures and their evidence.", 90);
    var opening = figures(material).map(figures -> wording.of(Facts.of(material, figures), voice));
    var calls = calls(material, opening);
    var making = pricing.apply(calls);
    var unknown = unknown(material);
    making.unknown().ifPresent(unknown::add);
    var text = text(material, opening, unknown);
    if (!calls.isEmpty()) text += "\n%s\n".formatted(making.sentence());
    return result(run, material, priceBook, new Written(text, opening, making), unknown);
  }

  /// Of the steps before and of this one.
  private static List<ModelCall> calls(Material material, Optional<Opening> opening) {
    var calls = new ArrayList<>(material.triaged().calls());
    opening.ifPresent(words -> calls.addAll(words.calls()));
    return calls;
  }

  private record Written(String text, Optional<Opening> opening, OwnUsage.Making making) {
    Result.Wording wording() {
      return opening.map(Opening::wording).orElse(Result.Wording.TEMPLATE);
    }
  }

  /// When even writing failed: what is known, in one sentence, with what went wrong.
  public static Result bare(RunContext run, Material material, List<String> troubles) {
    var unknown = unknown(material);
    troubles.stream().filter(trouble -> !unknown.contains(trouble)).forEach(unknown::add);
    var text =
        new Markdown()
            .paragraph("The answer could not be written in full; the figures are in the result.")
            .bullets(unknown)
            .toString();
    var making =
        material.triaged().calls().isEmpty()
            ? OwnUsage.Making.NOTHING
            : OwnUsage.Making.unknown("the answer could not be written in full");
    var written = new Written(text, Optional.empty(), making);
    return result(run, degraded(material, troubles), "none", written, unknown);
  }

  private static Material degraded(Material material, List<String> troubles) {
    return new Material(
        material.triaged(),
        material.gathered(),
        material.optimized(),
        material.planned(),
        troubles);
  }

  private String text(Material material, Optional<Opening> opening, List<String> unknown) {
    return figures(material)
        .flatMap(figures -> opening.map(words -> new AnswerText(run, material, figures, words)))
        .map(answer -> answer.write(unknown))
        .orElseGet(() -> new GuidanceText(run, material).write(unknown));
  }

  private static Result result(
      RunContext run, Material material, String book, Written written, List<String> unknown) {
    var figures = figures(material);
    var optimized = material.optimized();
    return new Result(
        written.text(),
        status(material).label(),
        run.workspace().sample(),
        run.workspace().id(),
        material.triaged().slice().period(),
        run.asOf(),
        figures.map(Figures::book).orElse(book),
        figures.map(all -> all.total().value().tokens().calls()).orElse(0L),
        figures.map(all -> usd(all.total().value().cost())),
        material.gathered().flatMap(Gathered::coverage).orElse(NO_COVERAGE),
        optimized.map(found -> found.findings()).orElse(List.of()),
        material.planned().map(planned -> planned.actions()).orElse(List.of()),
        optimized.map(found -> found.joint()).orElse(NO_SAVING),
        unknown,
        evidence(material),
        written.making().usd(),
        written.making().why(),
        written.wording(),
        material.triaged().intent().label(),
        material.triaged().origin().label(),
        scope(material.triaged().slice()),
        material.triaged().sufficiency().level().name().toLowerCase(java.util.Locale.ROOT));
  }

  /// Also when no analysis came to add to it, the figures have theirs.
  static Map<String, Evidence> evidence(Material material) {
    return material
        .optimized()
        .map(found -> found.evidence())
        .or(() -> figures(material).map(figures -> new Evidences(figures).byId()))
        .orElse(Map.of());
  }

  private static ExecutionStatus status(Material material) {
    return material.degraded() ? ExecutionStatus.DEGRADED : ExecutionStatus.COMPLETED;
  }

  private static Optional<Figures> figures(Material material) {
    return material.gathered().flatMap(Gathered::figures);
  }

  private static BigDecimal usd(BigDecimal exact) {
    return exact.setScale(Usd.PLACES, RoundingMode.HALF_EVEN);
  }

  private static Result.Scope scope(Slice slice) {
    return new Result.Scope(slice.providers(), slice.models(), slice.routes());
  }

  /// What the answer does not know: gaps of the data, refused analyses, failed steps.
  private static List<String> unknown(Material material) {
    var unknown = new ArrayList<>(material.triaged().sufficiency().reasons());
    material.gathered().ifPresent(gathered -> unknown.addAll(gathered.reasons()));
    material.optimized().ifPresent(optimized -> unknown.addAll(optimized.refusals()));
    unknown.addAll(material.troubles());
    return new ArrayList<>(unknown.stream().distinct().toList());
  }
}
