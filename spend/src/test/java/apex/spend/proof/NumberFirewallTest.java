package apex.spend.proof;

import static org.assertj.core.api.Assertions.assertThat;

import apex.spend.figures.InputSet;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberFirewallTest {
  private static final NumberFirewall FIREWALL =
      new NumberFirewall(
          Map.of(
              "e1", evidence("e1", "1234.567891", "usd"),
              "e2", evidence("e2", "0.4218", "share"),
              "e3", evidence("e3", "19366", "calls")),
          List.of("gpt-4o", "route 66", "gpt-4o-mini"));

  @Test
  void placeholdersBecomeTheEvidencesFigures() {
    assertThat(
            FIREWALL.render(
                "Spent {{e1.value}} on {{ e3.value }} calls of gpt-4o, {{e2.value}} for answers; {{e3.sums.output_tokens}} tokens."))
        .isEqualTo(
            new NumberFirewall.Rendering.Passed(
                "Spent $1,234.57 on 19,366 calls of gpt-4o, 42.2 % for answers; 4,711 tokens."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "You save $5.",
        "You save five dollars.",
        "It costs twice as much.",
        "It halves... no, it doubles the cost.",
        "Save ５ dollars.",
        "Save ½ of it.",
        "Save Ⅷ dollars.",
        "A MILLION calls.",
        "gpt-4o5 costs less.",
        "xgpt-4o costs less.",
        "{{e9.value}} is wrong.",
        "{{e1.saving}} is wrong.",
        "{{e1.sums.nothing}} is wrong.",
        "{{e1.value is broken",
      })
  void anInventedFigureIsRejected(String text) {
    assertThat(FIREWALL.render(text))
        .isInstanceOfSatisfying(
            NumberFirewall.Rendering.Rejected.class, no -> assertThat(no.reasons()).isNotEmpty());
  }

  @Test
  void aNameMayHoldDigits() {
    assertThat(FIREWALL.render("gpt-4o-mini on route 66 is an option."))
        .isInstanceOf(NumberFirewall.Rendering.Passed.class);
  }

  @Property
  void noNumberGetsThrough(@ForAll @IntRange(min = 0) int number) {
    assertThat(FIREWALL.render("It saves " + number + " dollars."))
        .isInstanceOf(NumberFirewall.Rendering.Rejected.class);
  }

  static Evidence evidence(String id, String value, String unit) {
    return new Evidence(
        id,
        "subject",
        "spend_total@1",
        Map.of(),
        1,
        new InputSet(1, 1, "00"),
        "book",
        "sum",
        Map.of("output_tokens", "4711"),
        value,
        unit);
  }
}
