package apex.spend.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PriceGridTest {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  private static final PriceGrid GRID =
      new PriceGrid(
          List.of(MAY, Instant.parse("2026-06-01T00:00:00Z")),
          List.of(1_800, 59_400),
          List.of(128_000L, 200_000L));

  @Test
  void aRequestOfExactlyTheLineIsNotBeyondIt() {
    assertThat(GRID.cell(MAY, 128_000).size()).isZero();
    assertThat(GRID.cell(MAY, 128_001).size()).isEqualTo(1);
    assertThat(GRID.cell(MAY, 1_000_000).size()).isEqualTo(2);
  }

  @Test
  void anInstantOnTheLineIsBeyondIt() {
    assertThat(GRID.cell(MAY, 0)).isEqualTo(new PriceGrid.Cell(1, 0, 0));
    assertThat(GRID.cell(MAY.minusNanos(1), 0)).isEqualTo(new PriceGrid.Cell(0, 2, 0));
    assertThat(GRID.cell(MAY.plusSeconds(1_800), 0)).isEqualTo(new PriceGrid.Cell(1, 1, 0));
  }

  @Property
  void theInstantAndSizeOfACellLieInIt(
      @ForAll @LongRange(min = 1_700_000_000, max = 1_900_000_000) long second,
      @ForAll @LongRange(min = 0, max = 500_000) long size) {
    var cell = GRID.cell(Instant.ofEpochSecond(second), size);
    assertThat(GRID.cell(GRID.instant(cell), GRID.size(cell))).isEqualTo(cell);
  }

  @Test
  void linesThatDoNotAscendAreRefused() {
    assertThatThrownBy(() -> new PriceGrid(List.of(), List.of(), List.of(2L, 1L)))
        .hasMessageContaining("sizes");
  }

  @Test
  void aDateThatIsNotAMidnightIsRefused() {
    assertThatThrownBy(() -> new PriceGrid(List.of(MAY.plusSeconds(1)), List.of(), List.of()))
        .hasMessageContaining("midnight");
  }
}
