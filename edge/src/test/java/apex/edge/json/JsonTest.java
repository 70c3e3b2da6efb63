package apex.edge.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.kernel.failure.ApexException;
import apex.kernel.identity.WorkspaceId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
  record Line(WorkspaceId workspaceId, BigDecimal costUsd, Instant at, Optional<String> why) {}

  record Nested(List<Item> items) {}

  record Item(int count, Optional<Duration> pause) {}

  private static final WorkspaceId ID = WorkspaceId.parse("7c9e6679-7425-40de-944b-e07fc1f90ae7");

  @Test
  void aRecordIsWrittenInSnakeCaseWithMoneyAsAPlainString() {
    var line =
        new Line(
            ID,
            new BigDecimal("1E-7"),
            Instant.parse("2026-01-01T00:00:00.120Z"),
            Optional.empty());
    assertThat(Json.write(line))
        .isEqualTo(
            "{\"workspace_id\":\"7c9e6679-7425-40de-944b-e07fc1f90ae7\",\"cost_usd\":\"0.0000001\","
                + "\"at\":\"2026-01-01T00:00:00.120Z\",\"why\":null}");
  }

  @Test
  void whatIsWrittenIsReadBack() {
    var line = new Line(ID, new BigDecimal("96.791325"), Instant.EPOCH, Optional.of("dated"));
    assertThat(Json.read(Json.write(line), Line.class)).isEqualTo(line);
  }

  @Test
  void anAbsentOptionalIsEmpty() {
    assertThat(Json.read("{\"count\":1}", Item.class).pause()).isEmpty();
    assertThat(Json.read("{\"count\":1,\"pause\":null}", Item.class).pause()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"items\":[{\"count\":1},{}]} | items[1].count is missing",
        "{\"items\":[{\"count\":null}]} | items[0].count",
        "{\"items\":[{\"count\":1.5}]} | items[0].count must be a whole number",
        "{\"items\":[{\"count\":\"1\"}]} | items[0].count must be a whole number",
        "{\"items\":null} | items is missing",
        "{\"items\":{}} | items must be an array",
        "{\"items\":[]} {} | must end after",
        "{\"items\":[],\"items\":[]} | the text is not JSON",
        "[] | the body must be an object",
        "null | must not be null",
        "{ | the text is not JSON"
      })
  void whatIsWrongIsNamed(String text, String complaint) {
    assertThatThrownBy(() -> Json.read(text, Nested.class))
        .isInstanceOf(ApexException.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void anEmptyTextIsNamed() {
    assertThatThrownBy(() -> Json.read("", Nested.class)).hasMessage("the body is empty");
  }

  @Test
  void deepNestingIsRefused() {
    assertThatThrownBy(() -> Json.tree("[".repeat(100_000))).isInstanceOf(ApexException.class);
  }
}
