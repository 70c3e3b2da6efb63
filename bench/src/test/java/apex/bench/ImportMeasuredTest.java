package apex.bench;

import static org.assertj.core.api.Assertions.assertThat;

import apex.edge.json.Json;
import apex.ops.protocol.Shapes;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImportMeasuredTest {
  @Test
  void aMeasurementHasItsShape() {
    assertThat(Shapes.faults("bench_import", Json.write(measured(100).wire()))).isEmpty();
  }

  @Test
  void theMedianOfTheRoundsIsHeldAgainstThatOfTheBareAppend() {
    var wire = Json.tree(Json.write(measured(100).wire()));
    assertThat(wire.path("import_rows_per_second").asLong()).isEqualTo(30_000);
    assertThat(wire.path("bare_rows_per_second").asLong()).isEqualTo(60_000);
    assertThat(wire.path("import_to_bare").asDouble()).isEqualTo(0.5);
  }

  @Test
  void aRowThatWasNotAcceptedFailsTheRun() {
    assertThat(measured(100).well()).isTrue();
    assertThat(measured(99).well()).isFalse();
    assertThat(measured(99).wire()).containsEntry("all_accepted", false);
  }

  private static ImportMeasured measured(long accepted) {
    return new ImportMeasured(
        Machine.here(),
        100,
        20_000,
        List.of(
            new ImportMeasured.ImportRound(1_000, 10_000, 50_000, 100),
            new ImportMeasured.ImportRound(1_000, 30_000, 60_000, accepted),
            new ImportMeasured.ImportRound(1_000, 40_000, 70_000, 100)));
  }
}
