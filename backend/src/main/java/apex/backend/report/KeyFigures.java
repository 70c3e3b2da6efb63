package apex.backend.report;

import apex.spend.analysis.Finding;
import apex.spend.price.Usd;
import apex.spend.proof.Evidence;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Every number of an answer, one each, in a fixed order.
final class KeyFigures {
  private static final String USD = "usd";

  private final Given result;
  private final Spending spending;

  KeyFigures(Given result, Spending spending) {
    this.result = result;
    this.spending = spending;
  }

  List<KeyFigure> all() {
    var all = new ArrayList<KeyFigure>();
    all.add(total());
    all.add(figure("calls", "calls", Long.toString(result.calls()), "calls", Spending.CALLS));
    all.add(
        figure(
            "tokens_priced",
            "share of the tokens that have a price",
            Double.toString(result.coverage().tokensPriced()),
            "share",
            ""));
    all.add(
        figure(
            "own_cost",
            "what making this answer cost",
            result.ownCostUsd().map(Usd::text).orElse(""),
            USD,
            ""));
    if (!result.jointSaving().levers().isEmpty()) all.addAll(joint());
    all.addAll(groups("model", Spending.MODELS));
    all.addAll(groups("route", Spending.ROUTES));
    all.addAll(groups("day", Spending.DAYS));
    result.findings().forEach(finding -> all.add(figure(finding)));
    result.evidence().values().forEach(held -> all.add(figure(held)));
    return all;
  }

  private KeyFigure total() {
    var coverage = result.coverage();
    return new KeyFigure(
        "total",
        "spend in the period",
        result.totalCostUsd().map(Usd::text).orElse(""),
        USD,
        result.totalCostUsd().isPresent() ? usd(coverage.lowUsd()) : "",
        coverage.highUsd().filter(_ -> result.totalCostUsd().isPresent()).map(Usd::text).orElse(""),
        "",
        evidence(Spending.TOTAL));
  }

  private List<KeyFigure> joint() {
    var joint = result.jointSaving();
    var rows = new ArrayList<KeyFigure>();
    rows.add(
        new KeyFigure(
            "joint_saving",
            "what all counted changes save together",
            usd(joint.p50Usd()),
            USD,
            usd(joint.p10Usd()),
            usd(joint.p90Usd()),
            "",
            List.of()));
    rows.add(
        figure(
            "naive_sum",
            "plain sum of the counted changes: NOT the saving, it counts overlaps twice",
            usd(joint.naiveSumUsd()),
            USD,
            ""));
    for (var lever : joint.levers())
      rows.add(
          new KeyFigure(
              lever.finding() + ".adds",
              "what %s adds to the changes before it".formatted(lever.finding()),
              usd(lever.p50Usd()),
              USD,
              "",
              "",
              "",
              finding(lever.finding()).map(Finding::evidence).orElse(List.of())));
    return rows;
  }

  private Optional<Finding> finding(String id) {
    return result.findings().stream().filter(finding -> finding.id().equals(id)).findFirst();
  }

  private List<KeyFigure> groups(String what, String subject) {
    var rows = new ArrayList<KeyFigure>();
    spending
        .held(subject)
        .ifPresent(held ->
            held.sums()
                .forEach((name, sum) ->
                    rows.add(
                        figure(
                            "%s.%d".formatted(what, rows.size() + 1),
                            "spend, %s %s".formatted(what, Spending.named(name)),
                            new BigDecimal(sum).signum() == 0 && spending.unpriced(name)
                                ? ""
                                : usd(new BigDecimal(sum)),
                            USD,
                            subject))));
    return rows;
  }

  private static KeyFigure figure(Finding finding) {
    var saving = finding.saving();
    return new KeyFigure(
        finding.id(),
        finding.title(),
        usd(saving.p50Usd()),
        USD,
        usd(saving.p10Usd()),
        usd(saving.p90Usd()),
        finding.confidence().name().toLowerCase(Locale.ROOT),
        finding.evidence());
  }

  private static KeyFigure figure(Evidence held) {
    return new KeyFigure(
        held.id(), held.subject(), held.value(), held.unit(), "", "", "", List.of(held.id()));
  }

  private KeyFigure figure(String id, String what, String value, String unit, String subject) {
    return new KeyFigure(id, what, value, unit, "", "", "", evidence(subject));
  }

  private List<String> evidence(String subject) {
    return spending.held(subject).map(held -> List.of(held.id())).orElse(List.of());
  }

  private static String usd(BigDecimal usd) {
    return Usd.text(usd);
  }
}
