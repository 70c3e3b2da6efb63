package apex.spend.analysis;

import apex.spend.figures.Figure;
import apex.spend.figures.Habits;
import apex.spend.figures.WasteKind;
import apex.spend.price.Usd;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A finding about calls that were paid for nothing for one reason: their exact cost, call by call.
///
/// @param rows those of the reason, dearest first, at least one
record PaidForNothing(Study study, Figure<Habits> habits, WasteKind kind, List<Habits.Waste> rows) {
  private static final int GROUPS_SHOWN = 20;

  /// Empty when there is no such call or it cost nothing.
  static Optional<PaidForNothing> of(Study study, Figure<Habits> habits, WasteKind kind) {
    var rows = habits.value().waste().stream().filter(waste -> waste.kind() == kind).toList();
    var waste = new PaidForNothing(study, habits, kind, rows);
    return waste.usd().signum() > 0 ? Optional.of(waste) : Optional.empty();
  }

  BigDecimal usd() {
    return rows.stream().map(row -> row.sides().cost()).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  long calls() {
    return rows.stream().mapToLong(Habits.Waste::calls).sum();
  }

  /// The dearest group, in words: `gpt-4o on chat`.
  String where() {
    return group(rows.getFirst()).words();
  }

  Study.Group first() {
    return group(rows.getFirst());
  }

  /// With its amount, scope, evidence, details and cuts; the words are the analysis' own.
  ///
  /// @param counts whether it counts in the total
  Draft draft(String analysis, String title, Confidence confidence, boolean counts) {
    var usd = usd();
    var draft =
        new Draft(study, analysis, title, confidence)
            .scope(rows.size() == 1 ? first().scope() : Map.of())
            .saves(usd, usd, usd)
            .caveat(Needs.age(study))
            .evidence(evidence(usd), habits.id())
            .detail("reason", kind.name().toLowerCase(Locale.ROOT))
            .detail("calls", calls())
            .detail("usd", Usd.text(usd))
            .detail("by_group", groups());
    if (counts) draft.cutting(cuts());
    return draft;
  }

  private String evidence(BigDecimal usd) {
    var sums = new LinkedHashMap<String, String>();
    sums.put("calls", Long.toString(calls()));
    for (var row : rows.subList(0, Math.min(GROUPS_SHOWN, rows.size())))
      sums.merge(
          group(row).words() + (row.about().isEmpty() ? "" : ", " + row.about()) + "_usd",
          Usd.text(row.sides().cost()),
          (a, b) -> a);
    return study.evidence(
        "cost of " + kind.words(), habits.source(), "sum of the calls' own costs", sums, usd);
  }

  private List<Map<String, Object>> groups() {
    var shown = new ArrayList<Map<String, Object>>();
    for (var row : rows.subList(0, Math.min(GROUPS_SHOWN, rows.size()))) {
      var line = new LinkedHashMap<String, Object>(group(row).scope());
      if (!row.about().isEmpty()) line.put("about", row.about());
      line.put("calls", row.calls());
      line.put("usd", Usd.text(row.sides().cost()));
      shown.add(line);
    }
    return shown;
  }

  private List<Cut> cuts() {
    var cuts = new ArrayList<Cut>();
    for (var row : rows) {
      cuts.add(cut(row, Cut.Side.INPUT, row.sides().input()));
      cuts.add(cut(row, Cut.Side.OUTPUT, row.sides().output()));
    }
    return cuts;
  }

  private Cut cut(Habits.Waste row, Cut.Side side, BigDecimal usd) {
    return new Cut(
        row.provider(), row.model(), row.route(), side, Optional.of(kind), usd, usd, usd);
  }

  private static Study.Group group(Habits.Waste row) {
    return new Study.Group(row.provider(), row.model(), row.route());
  }
}
