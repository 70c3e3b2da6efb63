package apex.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class DistributionTest {
  @Test
  void aPercentileIsATimeThatWasMeasured() {
    var hundred =
        new Distribution(DoubleStream.iterate(1, ms -> ms + 1).limit(100).boxed().toList());
    assertThat(hundred.p50()).isEqualTo(50);
    assertThat(hundred.p99()).isEqualTo(99);
    assertThat(hundred.max()).isEqualTo(100);
  }

  @Test
  void ofFewTheNinetyNinthIsTheWorst() {
    assertThat(new Distribution(List.of(3.0, 1.0, 2.0)).p99()).isEqualTo(3);
    assertThat(new Distribution(List.of(3.0, 1.0, 2.0)).p50()).isEqualTo(2);
  }

  @Test
  void nothingMeasuredIsZero() {
    assertThat(new Distribution(List.of()).p50()).isZero();
  }
}
