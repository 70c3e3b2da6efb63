package apex.bench.analyses;

import apex.launcher.sample.SampleCall;
import apex.launcher.sample.SampleMonth;
import apex.launcher.sample.Waste;
import apex.spend.analysis.Analyses;
import apex.spend.analysis.Finding;
import apex.spend.analysis.Study;
import apex.spend.count.Counted;
import apex.spend.figures.ToldCall;
import apex.spend.price.Cost;
import apex.spend.price.PriceBook;
import apex.spend.usage.Call;
import apex.spend.usage.Circumstances;
import apex.spend.usage.Tokens;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// A made-up month, what the analyses say of it, and what is true of it.
record Planted(PriceBook book, SampleMonth month) {

  /// What a waste is worth: the cost of its route's calls less their cost in the same month without
  /// it.
  BigDecimal truth(Waste waste) {
    var route = month.only(waste.route());
    return cost(calls(route)).subtract(cost(calls(route.without(Set.of(waste)))));
  }

  /// What the days after the month will cost.
  BigDecimal future(int days) {
    var later = new ArrayList<Call>();
    month.days(SampleMonth.DAYS, SampleMonth.DAYS + days, call -> later.add(told(call).call()));
    return cost(later);
  }

  /// What the named analyses say; all of the general ones when none is named.
  Said said(List<String> kinds) {
    var study = new Study(Counted.told(told(), book), book);
    var advice = Analyses.run(study, kinds);
    return new Said(
        study.spend(),
        advice.findings(),
        advice.jointSaving().p50Usd(),
        advice.jointSaving().naiveSumUsd());
  }

  /// Every call with its circumstances.
  List<ToldCall> told() {
    var calls = new ArrayList<ToldCall>();
    month.calls(call -> calls.add(told(call)));
    return calls;
  }

  /// @param spend of the month
  /// @param joint what all counted findings save together
  /// @param naive their sum, overlaps counted twice
  record Said(BigDecimal spend, List<Finding> findings, BigDecimal joint, BigDecimal naive) {}

  BigDecimal cost() {
    return cost(calls(month));
  }

  private static List<Call> calls(SampleMonth month) {
    var calls = new ArrayList<Call>();
    month.calls(call -> calls.add(told(call).call()));
    return calls;
  }

  private BigDecimal cost(List<Call> calls) {
    return calls.stream()
        .map(call -> Cost.of(book, call).low())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static ToldCall told(SampleCall call) {
    return new ToldCall(
        new Call(
            call.at(),
            call.provider(),
            call.model(),
            call.route(),
            call.user(),
            call.conversation(),
            call.failed() ? "error" : "ok",
            call.latencyMs(),
            new Tokens(
                call.input(),
                call.cacheRead(),
                call.cacheWrite(),
                0,
                call.output(),
                call.reasoning()),
            Arrays.stream(call.prefix()).boxed().toList(),
            call.tier()),
        new Circumstances(call.environment(), call.operation(), call.finish(), call.prompt()));
  }
}
