package apex.spend.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.spend.Books;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecondSourceTest {
  @Test
  void theShippedSourcesAgreeAboutMoreThanHalfOfWhatBothPrice() {
    var agreement = SecondSource.parse(Books.lines(SecondSource.RESOURCE)).compare(Books.SHIPPED);
    System.out.printf(
        "second source %s: %d compared, %d agree, %d differ, %d not in the book%n",
        agreement.second(),
        agreement.compared(),
        agreement.agreeing(),
        agreement.differing(),
        agreement.notInBook());
    assertThat(agreement.compared()).isGreaterThan(150);
    assertThat(agreement.agreeing()).isGreaterThan(agreement.compared() / 2);
    assertThat(agreement.agreeing() + agreement.differing()).isEqualTo(agreement.compared());
  }

  @Test
  void aDifferenceNamesBothPrices() {
    var source =
        SecondSource.parse(
            List.of(
                "book\tother@1",
                "published\t2026-01-22",
                "price\topenai\tgpt-4o\t2.5\t11\t1.25\t-",
                "price\topenai\tgpt-4.1\t2\t8\t-\t-",
                "price\topenai\tgpt-zzz\t1\t1\t-\t-",
                "price\tnobody\tgpt-4o\t1\t1\t-\t-"));
    var agreement = source.compare(Books.SHIPPED);
    assertThat(agreement.compared()).isEqualTo(2);
    assertThat(agreement.notInBook()).isEqualTo(1);
    var differing = agreement.models().stream().filter(m -> !m.differences().isEmpty()).toList();
    assertThat(differing).hasSize(1);
    assertThat(differing.getFirst().differences().get("output").second())
        .isEqualByComparingTo("11");
  }

  @Test
  void anUnknownLineIsNamed() {
    assertThatThrownBy(() -> SecondSource.parse(List.of("prise\tx"))).hasMessageContaining("prise");
  }
}
