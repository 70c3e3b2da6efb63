package apex.spend.price;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class UsdTest {
  @Test
  void theWireHasSixDecimalsHalfEven() {
    assertThat(Usd.text(new BigDecimal("1.0000005"))).isEqualTo("1.000000");
    assertThat(Usd.text(new BigDecimal("1.0000015"))).isEqualTo("1.000002");
    assertThat(Usd.text(new BigDecimal("1E-9"))).isEqualTo("0.000000");
  }

  @Test
  void proseHasCentsAndNeverCallsSomethingNothing() {
    assertThat(Usd.prose(new BigDecimal("1234567.894"))).isEqualTo("$1,234,567.89");
    assertThat(Usd.prose(new BigDecimal("-3"))).isEqualTo("-$3.00");
    assertThat(Usd.prose(new BigDecimal("0.0004"))).isEqualTo("under $0.01");
    assertThat(Usd.prose(BigDecimal.ZERO)).isEqualTo("$0.00");
  }

  @Test
  void thirdsAddUpToTheWhole() {
    var third = new BigDecimal("0.333333333");
    assertThat(Usd.addingUp(List.of(third, third, third), 2))
        .containsExactly(new BigDecimal("0.34"), new BigDecimal("0.33"), new BigDecimal("0.33"));
  }

  @Property
  void shownPartsAddUpToTheShownTotal(
      @ForAll @Size(max = 40)
          List<@Scale(9) @BigRange(min = "-1000", max = "1000") BigDecimal> parts) {
    var sum = parts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    var shown = Usd.addingUp(parts, 2);
    assertThat(shown.stream().reduce(BigDecimal.ZERO, BigDecimal::add))
        .isEqualByComparingTo(sum.setScale(2, RoundingMode.HALF_EVEN));
    for (int i = 0; i < parts.size(); i++)
      assertThat(shown.get(i).subtract(parts.get(i)).abs()).isLessThan(new BigDecimal("0.01"));
  }
}
