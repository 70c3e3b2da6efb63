package apex.launcher.sample;

import static org.assertj.core.api.Assertions.assertThat;

import apex.edge.json.Json;
import apex.spend.price.Cost;
import apex.spend.price.PriceBook;
import apex.spend.price.ProviderRules;
import apex.spend.usage.Call;
import apex.spend.usage.Tokens;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class SampleUsageTest {
  private static final Instant END = Instant.parse("2026-11-21T09:30:00Z");
  private static final int COUNT = 12_000;

  @Test
  void sameSeedMakesTheSameFileAndAnotherSeedAnother() throws IOException {
    assertThat(written(7, Set.of())).isEqualTo(written(7, Set.of()));
    assertThat(written(7, Set.of())).isNotEqualTo(written(8, Set.of()));
  }

  @Test
  void hasExactlyTheCallsAskedForWithinTheThirtyDaysInOrder() throws IOException {
    var rows = rows(Set.of());
    assertThat(rows).hasSize(COUNT);
    var times = rows.stream().map(row -> Instant.parse(row.get("timestamp").asString())).toList();
    assertThat(times).isSorted();
    assertThat(times.getFirst()).isAfterOrEqualTo(END.minusSeconds(30 * 86_400));
    assertThat(times.getLast()).isBefore(END);
  }

  @Test
  void isMadeInUnderASecond(TestReporter reporter) throws IOException {
    written(1, Set.of());
    var begun = System.nanoTime();
    var bytes = written(2, Set.of()).length();
    var ms = (System.nanoTime() - begun) / 1_000_000;
    reporter.publishEntry("sample", "%d calls, %d bytes, %d ms".formatted(COUNT, bytes, ms));
    assertThat(ms).isLessThan(1_000);
  }

  @Test
  void everyModelButTheTrialHasAPrice() throws IOException {
    var book = book();
    var unpriced =
        rows(Set.of()).stream()
            .map(SampleUsageTest::call)
            .filter(call -> Cost.of(book, call) instanceof Cost.Unpriced)
            .toList();
    assertThat(unpriced).extracting(Call::model).containsOnly("in-house-7b");
    assertThat(unpriced).hasSizeBetween(COUNT / 1_000, COUNT / 100);
  }

  @ParameterizedTest
  @EnumSource(Waste.class)
  void avoidingAWasteCostsLess(Waste waste, TestReporter reporter) throws IOException {
    var plain = cost(Set.of());
    var spared = plain.subtract(cost(Set.of(waste)));
    var share = spared.doubleValue() / plain.doubleValue();
    reporter.publishEntry(
        waste.name(), "%s of %s USD, %.1f %%".formatted(spared, plain, share * 100));
    assertThat(share).isBetween(0.001, 0.5);
  }

  @Test
  void avoidingAllWasteSavesNoMoreThanTheSumOfEach() throws IOException {
    var plain = cost(Set.of());
    var sum = BigDecimal.ZERO;
    for (var waste : Waste.values()) sum = sum.add(plain.subtract(cost(Set.of(waste))));
    assertThat(plain.subtract(cost(EnumSet.allOf(Waste.class)))).isPositive().isLessThan(sum);
  }

  @Test
  void everyUserAndConversationSaysThatItIsASample() throws IOException {
    assertThat(rows(Set.of()))
        .allSatisfy(row -> {
          assertThat(row.path("user").asString("sample-user-")).startsWith("sample-user-");
          assertThat(row.path("conversation_id").asString("sample-thread-"))
              .startsWith("sample-thread-");
        });
  }

  private static BigDecimal cost(Set<Waste> avoided) throws IOException {
    var book = book();
    return rows(avoided).stream()
        .map(row -> Cost.of(book, call(row)).low())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static List<JsonNode> rows(Set<Waste> avoided) throws IOException {
    return Arrays.stream(written(7, avoided).split("\n")).map(Json::tree).toList();
  }

  private static String written(long seed, Set<Waste> avoided) throws IOException {
    var out = new StringWriter();
    SampleUsage.write(out, seed, COUNT, END, avoided);
    return out.toString();
  }

  private static Call call(JsonNode row) {
    return new Call(
        Instant.parse(row.get("timestamp").asString()),
        row.get("provider").asString(),
        row.get("model").asString(),
        row.get("route").asString(),
        row.path("user").asString(""),
        "",
        row.get("status").asString(),
        row.get("latency_ms").asLong(),
        new Tokens(
            row.get("input_tokens").asLong(),
            row.path("cache_read_tokens").asLong(0),
            row.path("cache_write_5m_tokens").asLong(0),
            0,
            row.get("output_tokens").asLong(),
            row.path("reasoning_tokens").asLong(0)),
        List.of(),
        row.path("service_tier").asString(""));
  }

  private static PriceBook book() throws IOException {
    return PriceBook.parse(
        lines(PriceBook.RESOURCE), ProviderRules.parse(lines(ProviderRules.RESOURCE)));
  }

  private static List<String> lines(String resource) throws IOException {
    try (var in = PriceBook.class.getClassLoader().getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
