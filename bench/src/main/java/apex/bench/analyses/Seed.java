package apex.bench.analyses;

import apex.launcher.sample.SampleMonth;
import apex.launcher.sample.Waste;
import apex.spend.analysis.Confidence;
import apex.spend.analysis.Finding;
import apex.spend.analysis.Saving;
import apex.spend.price.PriceBook;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// One seed's month with every waste in it, and the same month without any.
///
/// @param planted one for each waste, and the forecast
/// @param falseAlarms findings on the month without waste that claim a saving for sure or more than
///   one in a hundred of the spend, options at other models' prices aside
record Seed(
    long seed,
    BigDecimal spend,
    BigDecimal joint,
    BigDecimal naive,
    List<Judged> planted,
    List<String> falseAlarms) {
  private static final int FORECAST_DAYS = 30;
  private static final BigDecimal HUNDREDTH = new BigDecimal("0.01");
  private static final Set<String> OPTIONS =
      Set.of("model_option", "right_sizing", "superseded_model");

  Seed {
    planted = List.copyOf(planted);
    falseAlarms = List.copyOf(falseAlarms);
  }

  static Seed of(PriceBook book, long seed, int calls, Instant end) {
    var planted = new Planted(book, new SampleMonth(seed, calls, end, Set.of()));
    var said = planted.said(List.of());
    var judged = new ArrayList<Judged>();
    for (var expected : Expected.ALL)
      judged.add(
          new Judged(
              seed,
              expected.waste().name(),
              expected.kind(),
              planted.truth(expected.waste()),
              expected.in(said.findings())));
    var clean = new Planted(book, new SampleMonth(seed, calls, end, EnumSet.allOf(Waste.class)));
    judged.add(forecast(seed, clean));
    return new Seed(
        seed, said.spend(), said.joint(), said.naive(), judged, alarms(clean.said(List.of())));
  }

  /// The next thirty days of the month without waste, whose truth is to let them come.
  private static Judged forecast(long seed, Planted clean) {
    var finding =
        clean.said(List.of("forecast")).findings().stream().findFirst().map(Seed::asSaving);
    return new Judged(seed, "NEXT_THIRTY_DAYS", "forecast", clean.future(FORECAST_DAYS), finding);
  }

  /// The forecast's interval where a saving's stands, to be judged alike.
  private static Finding asSaving(Finding forecast) {
    var next = (Map<?, ?>) Objects.requireNonNull(forecast.details().get("next_30_days_usd"));
    return new Finding(
        forecast.id(),
        forecast.kind(),
        forecast.title(),
        forecast.confidence(),
        false,
        forecast.scope(),
        new Saving(usd(next, "p10"), usd(next, "p50"), usd(next, "p90"), 0, "period"),
        forecast.assumptions(),
        forecast.caveats(),
        forecast.wouldChangeIf(),
        forecast.evidence(),
        forecast.action(),
        forecast.details());
  }

  private static BigDecimal usd(Map<?, ?> interval, String end) {
    return new BigDecimal(String.valueOf(interval.get(end)));
  }

  private static List<String> alarms(Planted.Said said) {
    var most = said.spend().multiply(HUNDREDTH);
    return said.findings().stream()
        .filter(finding -> finding.saving().p90Usd().signum() > 0)
        .filter(finding -> !OPTIONS.contains(finding.kind()))
        .filter(finding ->
            finding.confidence() == Confidence.MEASURED
                || finding.saving().p50Usd().compareTo(most) > 0)
        .map(finding -> finding.kind() + ": " + finding.title())
        .toList();
  }

  Optional<Judged> of(String waste) {
    return planted.stream().filter(one -> one.waste().equals(waste)).findFirst();
  }
}
