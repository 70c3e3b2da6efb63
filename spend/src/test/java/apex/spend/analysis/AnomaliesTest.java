package apex.spend.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import apex.spend.Books;
import apex.spend.Traces;
import apex.spend.count.Counted;
import apex.spend.usage.Call;
import apex.spend.usage.Tokens;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnomaliesTest {
  @Test
  void theAzureTracesGiveNone() {
    assertThat(found(Traces.azureConversation())).isEmpty();
    assertThat(found(Traces.azureCode())).isEmpty();
  }

  @Test
  void tenMinutesOfTenTimesTheTrafficAreOne() {
    var calls = new ArrayList<>(Traces.azureConversation());
    var start = calls.getFirst().at().plusSeconds(1_800);
    for (int i = 0; i < 40_000; i++)
      calls.add(
          new Call(
              start.plusMillis(15L * i),
              "openai",
              "gpt-4o",
              "chat",
              "",
              "",
              "ok",
              -1,
              Tokens.of(1_000, 200),
              List.of()));
    assertThat(found(calls))
        .singleElement()
        .satisfies(finding -> {
          var from = Instant.parse(String.valueOf(finding.details().get("from")));
          assertThat(from).isBetween(start.minusSeconds(60), start.plusSeconds(120));
          assertThat(finding.saving().p50Usd()).isBetween(bd("150"), bd("190"));
        });
  }

  private static BigDecimal bd(String usd) {
    return new BigDecimal(usd);
  }

  private static List<Finding> found(List<Call> calls) {
    var study = new Study(Counted.of(calls, Books.SHIPPED), Books.SHIPPED);
    var outcome = new Anomalies().analyse(study);
    assertThat(outcome).isInstanceOf(Outcome.Found.class);
    return ((Outcome.Found) outcome).proposals().stream().map(Proposal::finding).toList();
  }
}
