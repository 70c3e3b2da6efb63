package apex.stores.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import apex.spend.usage.Call;
import apex.spend.usage.Tokens;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EqualRowsTest {
  @Test
  void countsEqualRowsBeyondTheSizeItsTablesBeginWith() {
    var rows = new EqualRows("test", 100_000);
    for (int round = 0; round < 3; round++)
      for (int i = 0; i < 5_000; i++) assertThat(rows.next(call(i)).equalBefore()).isEqualTo(round);
  }

  @Test
  void rowsWithinTheWindowAreToldApartAndFurtherOnesCountAsOne() {
    assertThat(lastOfTwoRounds(20, 20)).isEqualTo(1);
    assertThat(lastOfTwoRounds(20, 5)).isZero();
  }

  @Test
  void theSameFileAgainCountsTheSame() {
    assertThat(lastOfTwoRounds(7, 3)).isEqualTo(lastOfTwoRounds(7, 3));
  }

  private static int lastOfTwoRounds(int different, int window) {
    var rows = new EqualRows("test", window);
    int last = 0;
    for (int i = 0; i < different * 2; i++) last = rows.next(call(i % different)).equalBefore();
    return last;
  }

  private static Call call(int seconds) {
    return new Call(
        Instant.ofEpochSecond(1_760_000_000L + seconds),
        "openai",
        "gpt-4o",
        "chat",
        "",
        "",
        "ok",
        -1,
        Tokens.of(10, 5),
        List.of());
  }
}
