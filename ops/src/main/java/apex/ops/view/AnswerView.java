package apex.ops.view;

import apex.ops.chat.Answer;
import apex.ops.terminal.Table;
import apex.ops.terminal.Terminal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// The answer for a person: its text; where the text names none of the findings, because it could
/// not be written in full, the first of them as a table.
public final class AnswerView {
  private static final int ROWS_MAX = 10;

  /// How an answer begins that says so itself.
  private static final String SAMPLE_NOTE = "> This is the sample workspace";

  private final Terminal terminal;

  public AnswerView(Terminal terminal) {
    this.terminal = terminal;
  }

  /// Prints what was answered, or throws the reason why nothing was.
  public void print(Answer answer) {
    var result = answer.result();
    var out = terminal.out();
    var text = result.path("answer_markdown").asString("");
    if (result.path("sample").asBoolean(false) && !text.startsWith(SAMPLE_NOTE))
      out.println(terminal.yellow("Sample data, not your own usage."));
    new MarkdownText(terminal).print(text);
    findings(result);
    out.println();
    out.println(
        terminal.faint(
            "%s calls, run %s, first event after %.0f ms, answer after %.0f ms"
                .formatted(
                    count(result.path("calls").asLong(0)),
                    answer.runId(),
                    answer.firstEventMs(),
                    answer.answerMs())));
  }

  private void findings(JsonNode result) {
    var text = result.path("answer_markdown").asString("");
    var findings = result.path("findings").valueStream().toList();
    if (findings.isEmpty() || findings.stream().anyMatch(finding -> named(text, finding))) return;
    terminal.out().println();
    var rows = findings.stream().limit(ROWS_MAX).map(AnswerView::row).toList();
    new Table(List.of("", "saves", "from", "to", "of spend", "confidence", "finding"), rows)
        .print(terminal);
    if (findings.size() > ROWS_MAX)
      terminal.out().println("%d more are in the report.".formatted(findings.size() - ROWS_MAX));
    together(result);
  }

  private static boolean named(String text, JsonNode finding) {
    var id = finding.path("id").asString("");
    return Pattern.compile("\\b" + Pattern.quote(id) + "\\b").matcher(text).find();
  }

  private static List<String> row(JsonNode finding) {
    var saving = finding.path("saving");
    return List.of(
        finding.path("id").asString(""),
        dollars(saving.path("p50_usd")),
        dollars(saving.path("p10_usd")),
        dollars(saving.path("p90_usd")),
        String.format(Locale.ROOT, "%.1f %%", saving.path("share_of_spend").asDouble(0) * 100),
        finding.path("confidence").asString("").toLowerCase(Locale.ROOT),
        finding.path("title").asString(""));
  }

  private void together(JsonNode result) {
    var joint = result.path("joint_saving");
    if (!joint.hasNonNull("p50_usd")) return;
    terminal
        .out()
        .println(
            "Together %s, between %s and %s (not the plain sum, %s: savings overlap)."
                .formatted(
                    terminal.bold(dollars(joint.path("p50_usd"))),
                    dollars(joint.path("p10_usd")),
                    dollars(joint.path("p90_usd")),
                    terminal.struck(dollars(joint.path("naive_sum_usd")))));
  }

  /// In cents, as prose shows money; `unknown` when it is.
  static String dollars(JsonNode amount) {
    try {
      var exact = new BigDecimal(amount.asString("unknown"));
      return String.format(Locale.ROOT, "$%,.2f", exact.setScale(2, RoundingMode.HALF_EVEN))
          .replace("$-", "-$");
    } catch (NumberFormatException unknown) {
      return "unknown";
    }
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
