package apex.bench;

import static org.assertj.core.api.Assertions.assertThat;

import apex.bench.load.Distribution;
import apex.edge.json.Json;
import apex.kernel.environment.Environment;
import apex.ops.protocol.Shapes;
import apex.ops.terminal.Surroundings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HungBenchTest {
  @Test
  void everythingOfOursAnswersWhileThePeerWithTheSameProbesDoesNot() throws Exception {
    var bench = new HungBench(Surroundings.of(new Environment(Map.of())));
    bench.patience = 3;
    var result = bench.measured();
    assertThat(Shapes.faults("bench_hung", Json.write(result.wire()))).isEmpty();
    assertThat(result.peerHung()).isEmpty();
    assertThat(result.peerWell()).isPositive();
    assertThat(result.fresh()).isGreaterThanOrEqualTo(result.deadline().toMillis());
    for (double ours : List.of(result.health().max(), result.fresh(), result.doctor()))
      assertThat(ours).isLessThan(result.deadline().multipliedBy(8).toMillis());
  }

  @Test
  void oneThatTakesLongerThanTheBoundBreaksIt() {
    assertThat(result(1099).well()).isTrue();
    assertThat(result(1101).well()).isFalse();
  }

  private static HungResult result(double doctor) {
    return new HungResult(
        Machine.here(),
        20,
        Duration.ofSeconds(1),
        new Distribution(List.of(1.0)),
        1001,
        doctor,
        5,
        Optional.empty(),
        Duration.ofSeconds(3));
  }
}
