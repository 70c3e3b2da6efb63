package apex.spend.analysis;

import apex.spend.action.CachedRequest;
import apex.spend.action.Kit;
import apex.spend.action.LedgerSql;
import apex.spend.action.Wording;
import apex.spend.price.Usd;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which side of the calls costs: prompts or answers. It says which lever is worth pulling.
final class InputOutputShare implements Analysis {
  @Override
  public String kind() {
    return "input_output_share";
  }

  @Override
  public String answers() {
    return "do we pay for prompts or for answers, input against output tokens";
  }

  @Override
  public Outcome analyse(Study study) {
    if (study.groups().isEmpty())
      return new Outcome.Refused("no call in the period has a price", "a price for its models");
    var all = study.groups().values().stream().reduce(Study.Sides.NONE, Study.Sides::plus);
    return new Outcome.Found(List.of(draft(study, all)));
  }

  private Proposal draft(Study study, Study.Sides all) {
    var shown = Usd.addingUp(List.of(all.input(), all.output()), Usd.PLACES);
    var sums = new LinkedHashMap<String, String>();
    sums.put("input_usd", shown.getFirst().toPlainString());
    sums.put("output_usd", shown.getLast().toPlainString());
    sums.put("input_tokens", Long.toString(all.tokens().input()));
    sums.put("output_tokens", Long.toString(all.tokens().output()));
    var cells = study.figures().cells();
    var evidence =
        study.evidence(
            "cost of output tokens",
            cells.source(),
            "sum over cells of output tokens times output price",
            sums,
            all.output());
    double output = share(all.output(), all);
    return new Draft(
            study,
            kind(),
            "Answers are %s of the cost, prompts %s"
                .formatted(Texts.percent(output), Texts.percent(1 - output)),
            Confidence.MEASURED)
        .caveat("A fee for each call, where a provider has one, is counted with the prompts.")
        .wouldChangeIf("calls of the period arrive later", "a price is corrected")
        .evidence(evidence, cells.id())
        .detail("input_usd", sums.get("input_usd"))
        .detail("output_usd", sums.get("output_usd"))
        .detail("output_share", output)
        .detail("input_tokens", all.tokens().input())
        .detail("cache_read_tokens", all.tokens().cacheRead())
        .detail("output_tokens", all.tokens().output())
        .detail("reasoning_tokens", all.tokens().reasoning())
        .detail("by_group", groups(study))
        .with(plan(group(study), output >= 0.5));
  }

  private static List<Map<String, Object>> groups(Study study) {
    return study.groups().entrySet().stream()
        .limit(20)
        .map(entry -> {
          var row = new LinkedHashMap<String, Object>(entry.getKey().scope());
          row.put("cost_usd", Usd.text(entry.getValue().cost()));
          row.put("output_share", share(entry.getValue().output(), entry.getValue()));
          return (Map<String, Object>) row;
        })
        .toList();
  }

  private static double share(BigDecimal part, Study.Sides whole) {
    return whole.cost().signum() == 0 ? 0 : part.doubleValue() / whole.cost().doubleValue();
  }

  /// The dearest model on a route.
  private static Study.Group group(Study study) {
    return study.groups().keySet().iterator().next();
  }

  private static Plan plan(Study.Group group, boolean answersLead) {
    return answersLead ? shorter(group) : ordered(group);
  }

  private static Plan shorter(Study.Group group) {
    return new Plan(
        List.of(
            "Answers lead: ask for shorter ones first (a format, a word limit); begin with %s and the text of shorter-answers.txt in its system message."
                .formatted(group.words()),
            "Lower the reasoning effort where the model has one and the task does not need it."),
        Action.Effort.HOURS,
        new Kit()
            .apply(() -> Wording.shorterAnswers("shorter-answers.txt"))
            .check(() ->
                new LedgerSql(group.provider(), group.model(), group.route()).answers("check.sql")),
        "Run check.sql with the parameter workspace_id a day later: mean_output falls.",
        "Take the instruction out of the system message again; nothing is stored at the provider.");
  }

  private static Plan ordered(Study.Group group) {
    return new Plan(
        List.of(
            "Prompts lead: put what never changes first, so that a prompt cache can serve it; begin with %s. prompt-order.json shows the change of fields messages[0] and messages[1]."
                .formatted(group.words()),
            "Trim what the model does not need: old turns, unused tools, whole documents."),
        Action.Effort.HOURS,
        new Kit()
            .apply(() -> CachedRequest.order("prompt-order.json", group.model()))
            .check(() ->
                new LedgerSql(group.provider(), group.model(), group.route())
                    .cacheReads("check.sql")),
        "Run check.sql with the parameter workspace_id a day later: read_share rises.",
        "Apply the operations under undo of prompt-order.json; nothing is stored at the provider.");
  }
}
