package apex.bench.analyses;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How the analyses did over some seeds.
record AnalysesReport(
    int calls, int seeds, List<Line> lines, List<String> falseAlarms, double jointOfNaive) {
  AnalysesReport {
    lines = List.copyOf(lines);
    falseAlarms = List.copyOf(falseAlarms);
  }

  /// One waste over all seeds.
  ///
  /// @param share of the spend that it truly is, on average
  record Line(
      String waste, String kind, String confidence, int found, int inside, int of, double share) {
    boolean estimated() {
      return confidence.equals("ESTIMATED");
    }

    /// As in docs/protocol/bench_analyses.schema.json.
    Map<String, Object> wire() {
      var wire = new LinkedHashMap<String, Object>();
      wire.put("waste", waste);
      wire.put("kind", kind);
      wire.put("confidence", confidence);
      wire.put("months", of);
      wire.put("found", found);
      wire.put("truth_inside", inside);
      wire.put("true_share_of_spend", Math.round(share * 1e5) / 1e5);
      return wire;
    }
  }

  static AnalysesReport of(List<Seed> seeds, int calls) {
    var byWaste = new LinkedHashMap<String, List<Judged>>();
    var spend = new LinkedHashMap<Long, Double>();
    for (var seed : seeds) {
      spend.put(seed.seed(), seed.spend().doubleValue());
      for (var one : seed.planted())
        byWaste.computeIfAbsent(one.waste(), waste -> new ArrayList<>()).add(one);
    }
    return new AnalysesReport(
        calls,
        seeds.size(),
        byWaste.values().stream().map(judged -> line(judged, spend)).toList(),
        seeds.stream()
            .flatMap(seed -> seed.falseAlarms().stream().map(text -> seed.seed() + ": " + text))
            .toList(),
        seeds.stream()
            .mapToDouble(seed -> seed.joint().doubleValue() / seed.naive().doubleValue())
            .average()
            .orElse(0));
  }

  private static Line line(List<Judged> judged, Map<Long, Double> spend) {
    var one = judged.getFirst();
    var confidence =
        judged.stream()
            .flatMap(judgement -> judgement.finding().stream())
            .map(finding -> finding.confidence().name())
            .findFirst()
            .orElse("");
    return new Line(
        one.waste(),
        one.kind(),
        confidence,
        (int) judged.stream().filter(Judged::found).count(),
        (int) judged.stream().filter(Judged::inside).count(),
        judged.size(),
        judged.stream()
            .mapToDouble(judgement ->
                judgement.truth().doubleValue() / spend.getOrDefault(judgement.seed(), 1.0))
            .average()
            .orElse(0));
  }

  /// Share of the intervals of estimates that hold the truth.
  double covered() {
    int of = lines.stream().filter(Line::estimated).mapToInt(Line::of).sum();
    int inside = lines.stream().filter(Line::estimated).mapToInt(Line::inside).sum();
    return of == 0 ? 0 : (double) inside / of;
  }

  /// Everything found, everything exact inside, estimates covered as they claim, no false alarm.
  boolean well() {
    return lines.stream().allMatch(line -> line.found == line.of)
        && lines.stream().allMatch(line -> line.estimated() || line.inside == line.of)
        && covered() >= 0.7
        && covered() <= 0.9
        && falseAlarms.isEmpty();
  }

  Map<String, Object> wire() {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("type", "bench_analyses");
    wire.put("seeds", seeds);
    wire.put("calls", calls);
    wire.put("estimates_covered", covered());
    wire.put("joint_of_naive", Math.round(jointOfNaive * 1e5) / 1e5);
    wire.put("false_alarms", falseAlarms);
    wire.put("wastes", lines.stream().map(Line::wire).toList());
    wire.put("well", well());
    return wire;
  }

  String text() {
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%d months of %,d calls; intervals of estimates hold the truth in %.0f of 100; jointly %.0f %% of the naive sum; %d false alarms%n",
            seeds,
            calls,
            100 * covered(),
            100 * jointOfNaive,
            falseAlarms.size()));
    for (var line : lines)
      text.append(
          String.format(
              Locale.ROOT,
              "%-26s %-20s %-10s found %d/%d  truth inside %d/%d  %5.2f %% of spend%n",
              line.waste,
              line.kind,
              line.confidence,
              line.found,
              line.of,
              line.inside,
              line.of,
              100 * line.share));
    falseAlarms.stream()
        .limit(20)
        .forEach(alarm -> text.append("false alarm ").append(alarm).append('\n'));
    return text.toString();
  }
}
