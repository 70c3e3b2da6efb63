package apex.spend.analysis;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Gathers the parts of a proposal; [#with] completes and numbers it.
final class Draft {
  private final Study study;
  private final String kind;
  private final String title;
  private final Confidence confidence;
  private final Map<String, String> scope = new LinkedHashMap<>();
  private final List<String> assumptions = new ArrayList<>();
  private final List<String> caveats = new ArrayList<>();
  private final List<String> wouldChangeIf = new ArrayList<>();
  private final List<String> evidence = new ArrayList<>();
  private final Map<String, Object> details = new LinkedHashMap<>();
  private final List<Cut> cuts = new ArrayList<>();
  private BigDecimal p10 = BigDecimal.ZERO;
  private BigDecimal p50 = BigDecimal.ZERO;
  private BigDecimal p90 = BigDecimal.ZERO;

  Draft(Study study, String kind, String title, Confidence confidence) {
    this.study = study;
    this.kind = kind;
    this.title = title;
    this.confidence = confidence;
  }

  Draft scope(Map<String, String> about) {
    scope.putAll(about);
    return this;
  }

  Draft saves(BigDecimal low, BigDecimal middle, BigDecimal high) {
    p10 = low;
    p50 = middle;
    p90 = high;
    return this;
  }

  Draft assuming(String... texts) {
    assumptions.addAll(List.of(texts));
    return this;
  }

  Draft caveat(String... texts) {
    caveats.addAll(List.of(texts));
    return this;
  }

  Draft wouldChangeIf(String... texts) {
    wouldChangeIf.addAll(List.of(texts));
    return this;
  }

  Draft evidence(String... ids) {
    evidence.addAll(List.of(ids));
    return this;
  }

  Draft detail(String name, Object value) {
    details.put(name, value);
    return this;
  }

  /// Makes it count in the total, by taking away these parts of the spend.
  Draft cutting(List<Cut> parts) {
    cuts.addAll(parts);
    return this;
  }

  Proposal with(Plan plan) {
    int number = study.next();
    var finding =
        new Finding(
            "f" + number,
            kind,
            title,
            confidence,
            !cuts.isEmpty(),
            scope,
            new Saving(p10, p50, p90, study.share(p50), "period"),
            assumptions,
            caveats,
            wouldChangeIf,
            evidence,
            "a" + number,
            details);
    return new Proposal(finding, plan.numbered(number), cuts);
  }
}
