package apex.backend.report;

import apex.backend.agents.reporting.Result;
import apex.edge.json.Json;
import apex.kernel.identity.WorkspaceId;
import apex.kernel.run.RunId;
import apex.spend.analysis.Confidence;
import apex.spend.analysis.Finding;
import apex.spend.analysis.JointSaving;
import apex.spend.analysis.Saving;
import apex.spend.figures.InputSet;
import apex.spend.figures.Period;
import apex.spend.price.Coverage;
import apex.spend.proof.Evidence;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An answer whose every text from outside tries to be more than a text.
record HostileAnswer(boolean sample) {
  static final String SCRIPT = "<script>alert(1)</script>";
  static final String FORMULA = "=HYPERLINK(\"http://x\",\"y\")";
  static final String LINK = "](javascript:alert(1))";
  static final List<String> NAMES = List.of(SCRIPT, FORMULA, LINK, "-2+3", "@x", "a|b~~c~~");
  static final RunId RUN = RunId.parse("4be0643f-1d98-473b-97cd-ca98a65347dd");
  private static final String LISTED = "before\n```\n# after " + SCRIPT;

  Answered answered() {
    return new Answered(
        RUN, FORMULA + SCRIPT, Instant.parse("2026-06-30T10:00:00Z"), Json.tree(given()));
  }

  private Given given() {
    var savings = List.of("30", "20.005", "0");
    return new Given(
        "completed",
        sample,
        new WorkspaceId(java.util.UUID.fromString("0be0643f-1d98-473b-97cd-ca98a65347dd")),
        new Period(
            Instant.parse("2026-06-01T00:00:00Z"),
            Instant.parse("2026-06-30T00:00:00Z"),
            ZoneId.of("UTC")),
        7,
        "book@1",
        21,
        Optional.of(usd("100.000001")),
        new Coverage(
            0.9,
            0.9,
            0,
            0,
            List.of(new Coverage.UnpricedModel("=free", "p", 10, 2, "it is not known", List.of())),
            usd("100.000001"),
            Optional.empty(),
            usd("0")),
        List.of(
            finding(1, Confidence.MEASURED, true, savings.get(0), SCRIPT),
            finding(2, Confidence.ESTIMATED, true, savings.get(1), FORMULA),
            finding(3, Confidence.HYPOTHESIS, false, "9", LINK),
            forecast()),
        List.of(action(1), action(2), action(3), action(4)),
        new JointSaving(
            usd("40"),
            usd("45"),
            usd("50"),
            usd("50.005"),
            List.of(
                new JointSaving.Lever("f1", "kind", usd("30"), usd("30")),
                new JointSaving.Lever("f2", "kind", usd("15"), usd("20.005")))),
        NAMES,
        evidence(),
        Optional.empty(),
        Optional.of("no price for " + LINK),
        new Result.Scope(List.of(), List.of("=m"), NAMES));
  }

  private static Finding finding(
      int number, Confidence confidence, boolean counts, String saves, String name) {
    return new Finding(
        "f" + number,
        "kind",
        name + " costs too much",
        confidence,
        counts,
        Map.of("route", name),
        new Saving(usd(saves), usd(saves), usd(saves), 0.3, "period"),
        List.of("assumption " + number + name),
        List.of("caveat " + number + name),
        List.of("change " + number + name),
        List.of("e2"),
        "a" + number,
        Map.of());
  }

  private static Finding forecast() {
    return new Finding(
        "f4",
        "forecast",
        "It will cost about $90",
        Confidence.ESTIMATED,
        false,
        Map.of(),
        new Saving(usd("0"), usd("0"), usd("0"), 0, "period"),
        List.of(),
        List.of(),
        List.of(),
        List.of("e3"),
        "a4",
        Map.of("next_30_days_usd", Map.of("p10", "60.5", "p50", "90", "p90", "120")));
  }

  private static Given.Change action(int number) {
    return new Given.Change(
        "a" + number,
        "f" + number,
        List.of("step " + number + LINK),
        "hours",
        List.of(
            new Given.File("file" + number + SCRIPT, "text/plain", LISTED, Optional.of("undo"))),
        "verify " + number,
        "undo " + number);
  }

  private static Map<String, Evidence> evidence() {
    var byRoute = new LinkedHashMap<String, String>();
    byRoute.put(SCRIPT, "60.000001");
    byRoute.put(FORMULA, "30.000000");
    byRoute.put(LINK, "10.000000");
    byRoute.put("=free", "0.000000");
    var held = new LinkedHashMap<String, Evidence>();
    held.put("e1", evidence("e1", Spending.TOTAL, "100.000001", Map.of()));
    held.put("e2", evidence("e2", Spending.MODELS, "100.000001", byRoute));
    held.put("e3", evidence("e3", Spending.ROUTES, "100.000001", byRoute));
    held.put(
        "e4",
        evidence(
            "e4",
            Spending.DAYS,
            "100.000001",
            Map.of("2026-06-01", "60.000001", "2026-06-04", "40.000000")));
    return held;
  }

  private static Evidence evidence(
      String id, String subject, String value, Map<String, String> sums) {
    return new Evidence(
        id,
        subject,
        "template@1",
        Map.of("routes", NAMES),
        21,
        new InputSet(7, 21, "abc"),
        "book@1",
        "sum " + SCRIPT,
        sums,
        value,
        "usd");
  }

  private static BigDecimal usd(String amount) {
    return new BigDecimal(amount);
  }
}
