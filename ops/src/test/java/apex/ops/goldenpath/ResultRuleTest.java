package apex.ops.goldenpath;

import static org.assertj.core.api.Assertions.assertThat;

import apex.edge.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// A good result keeps every rule; each way to break it is caught by its rule.
class ResultRuleTest {
  private static final String GOOD =
      """
      {"answer_markdown":"# Spend","status":"completed","sample":false,"workspace_id":"w",
       "period":{"from":"a","to":"b","zone":"UTC"},"as_of":1,"price_book":"book","calls":10,
       "total_cost_usd":"5.000000",
       "coverage":{"tokens_priced":1.0,"dated":0,"undated":1,"unpriced":[],"low_usd":"5.000000",
                   "high_usd":"5.000000"},
       "findings":[{"id":"f1","confidence":"MODELLED","counts_in_total":true,"action":"a1",
          "evidence":["e1"],"saving":{"p10_usd":"1.0","p50_usd":"2.0","p90_usd":"3.0"}}],
       "actions":[{"id":"a1","finding":"f1"}],
       "joint_saving":{"p10_usd":"1.0","p50_usd":"2.0","p90_usd":"3.0","naive_sum_usd":"2.0"},
       "unknown":[],"evidence":{"e1":{}},"own_cost_usd":"0"}
      """;

  @ParameterizedTest
  @EnumSource(ResultRule.class)
  void aGoodResultKeepsEveryRule(ResultRule rule) {
    assertThat(rule.broken(Json.tree(GOOD))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "RESULT_COMPLETE; \"# Spend\"; \" \"",
        "RESULT_COMPLETE; \"as_of\":1; \"other\":1",
        "TOTAL_WITH_COVERAGE; \"5.000000\",\\n; 5.0,",
        "TOTAL_WITH_COVERAGE; \"tokens_priced\":1.0; \"tokens_priced\":0.5",
        "TOTAL_WITH_COVERAGE; \"low_usd\":\"5.000000\"; \"low_usd\":\"6.000000\"",
        "FINDINGS_WITH_EVIDENCE; [\"e1\"]; []",
        "FINDINGS_WITH_EVIDENCE; [\"e1\"]; [\"e2\"]",
        "FINDINGS_WITH_EVIDENCE; MODELLED; CERTAIN",
        "FINDINGS_WITH_EVIDENCE; MODELLED; HYPOTHESIS",
        "FINDINGS_WITH_EVIDENCE; \"p10_usd\":\"1.0\"; \"p10_usd\":\"9.0\"",
        "ACTION_FOR_EACH_FINDING; \"id\":\"a1\"; \"id\":\"a2\"",
        "OF_VALUE; \"total_cost_usd\":\"5.000000\"; \"total_cost_usd\":null",
        "OF_VALUE; \"calls\":10; \"calls\":0",
        "JOINT_NOT_ABOVE_SUM; \"naive_sum_usd\":\"2.0\"; \"naive_sum_usd\":\"1.9\""
      })
  void aBrokenResultIsCaught(ResultRule rule, String good, String bad) {
    var from = good.replace("\\n", "\n");
    assertThat(GOOD).contains(from);
    assertThat(rule.broken(Json.tree(GOOD.replace(from, bad)))).isPresent();
  }

  @Test
  void usageWithoutAnyFindingIsCaught() {
    var none = GOOD.replaceFirst("(?s)\"findings\":\\[.*?\\}\\}\\]", "\"findings\":[]");
    assertThat(none).isNotEqualTo(GOOD);
    assertThat(ResultRule.OF_VALUE.broken(Json.tree(none))).isPresent();
  }

  @Test
  void anUnknownTotalIsNoFault() {
    var unknown = GOOD.replaceFirst("\"5.000000\"", "null");
    assertThat(ResultRule.TOTAL_WITH_COVERAGE.broken(Json.tree(unknown))).isEmpty();
  }
}
