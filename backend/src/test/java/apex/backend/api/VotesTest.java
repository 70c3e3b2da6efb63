package apex.backend.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What an emitter's numbers mean is decided by all of them, whoever heard them.
class VotesTest {
  private static TelemetryHouse house;

  private final TelemetryHouse.Sender sender = house.sender();

  @BeforeAll
  static void open() {
    house = new TelemetryHouse();
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @Test
  void aVerdictStandsWhenTheProcessStartsAgain() {
    send(sender, 100, 200); // more cached than input: it is on top
    counted(1);
    house.stop();
    house.start();
    send(sender, 100, 50); // says nothing by itself
    counted(2);
    assertThat(readings()).isEqualTo("['exclusive','exclusive']\t[150,300]");
  }

  @Test
  void twoProcessesAgree() {
    send(sender, 100, 200);
    counted(1);
    var other = house.beside();
    try {
      var there = new TelemetryHouse.Sender(other, sender.workspace(), sender.key());
      send(there, 100, 50);
      counted(2);
      send(there, 100, 60);
      counted(3);
    } finally {
      other.stop();
    }
    assertThat(readings()).isEqualTo("['exclusive','exclusive','exclusive']\t[150,160,300]");
  }

  @Test
  void withoutEvidenceTheSameCallIsAmbiguous() {
    send(sender, 100, 50);
    counted(1);
    assertThat(readings()).isEqualTo("['ambiguous']\t[100]");
  }

  private static void send(TelemetryHouse.Sender from, long input, long cacheRead) {
    Span.Builder span =
        Spans.chat(input, 1)
            .addAttributes(Spans.attribute("gen_ai.usage.cache_read.input_tokens", cacheRead));
    assertThat(from.protobuf("/v1/traces", Spans.request(span)).statusCode()).isEqualTo(200);
  }

  private String readings() {
    return sender.ledger("arraySort(groupArray(semantics)), arraySort(groupArray(input_tokens))");
  }

  private void counted(long calls) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(sender.calls()).isEqualTo(calls));
  }
}
