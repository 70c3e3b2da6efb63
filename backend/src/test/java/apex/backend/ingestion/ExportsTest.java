package apex.backend.ingestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.stores.clickhouse.EqualRows;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/// The documented samples of every product's export, each cost worked out by hand from the book's
/// prices: gpt-4o 2.50 in, 1.25 cached, 10 out; gpt-4o-mini 0.15 and 0.60; claude-sonnet-4-5 3,
/// 3.75 written, 0.30 read, 15 out, and above 200,000 tokens 6, 7.50, 0.60, 22.50, per million.
class ExportsTest {
  private static final Path SAMPLES =
      Path.of(System.getProperty("apex.root", "..")).resolve("docs/samples");
  private static final RowDefaults START =
      new RowDefaults("openai", "", "", Optional.of(Instant.parse("2026-01-01T00:00:00Z")));

  /// 0.6 M x 2.50 + 0.4 M x 1.25 + 0.2 M x 10 = 4; half of 0.5 M x 2.50 + 0.1 M x 10 = 1.125 as a
  /// batch; 60 M x 0.15 + 4 M x 0.60 = 11.40.
  @Test
  void anOpenAiExportSumsUpCallsAndABatchOfItCostsHalf() throws IOException {
    var csv = read("openai-usage.csv");
    assertThat(csv.verdict).isEqualTo("openai usage export (24 of 24 columns)");
    assertThat(csv.skipped).isEqualTo(1);
    assertThat(told(csv))
        .containsExactly(
            "2 gpt-4o-2024-08-06 4 x100",
            "4 gpt-4o-2024-08-06 1.125 x50",
            "5 gpt-4o-mini-2024-07-18 11.4 x40000");
    var json = read("openai-usage.json");
    assertThat(json.verdict).startsWith("openai usage export (");
    assertThat(told(json))
        .containsExactly("9 gpt-4o-2024-08-06 4 x100", "24 gpt-4o-mini-2024-07-18 11.4 x40000");
  }

  /// 60 million tokens do not fit a row of the ledger: they lie in seven, which add up.
  @Test
  void theLedgerHoldsALargeRowInPartsThatAddUp() throws IOException {
    var row = read("openai-usage.csv").rows.getLast();
    assertThat(row.parts()).hasSize(7);
    assertThat(row.parts().stream().mapToLong(part -> part.call().tokens().input()).sum())
        .isEqualTo(60_000_000);
    assertThat(row.parts().stream().mapToLong(UsageRow.Part::requests).sum()).isEqualTo(40_000);
  }

  /// 0.5 M x 3 + 2 M x 3.75 + 8 M x 0.30 = 11.40 for the input, 0.1 M x 15 = 1.50 for the output; 1
  /// M x 6 + 0.01 M x 22.50 = 6.225; half of 1 M x 3 + 0.01 M x 15 = 1.575.
  @Test
  void anAnthropicExportIsPricedByTheTierItNamesAndElseAsAnInterval() throws IOException {
    var csv = read("anthropic-usage.csv");
    assertThat(csv.verdict).isEqualTo("anthropic usage export (14 of 14 columns)");
    assertThat(told(csv))
        .containsExactly(
            "2 claude-sonnet-4-5-20250929 12.9 x1",
            "3 claude-sonnet-4-5-20250929 6.225 x1",
            "4 claude-sonnet-4-5-20250929 1.575 x1",
            "5 claude-sonnet-4-5-20250929 unknown: the row sums up calls to which several prices of"
                + " claude-sonnet-4-5 may have applied, by size or by date 3.15..6.225 x1");
    var json = read("anthropic-usage.json");
    assertThat(json.verdict).startsWith("anthropic usage export (");
    assertThat(told(json)).containsExactly("7 claude-sonnet-4-5-20250929 12.9 x1");
  }

  /// 2,000 x 2.5 + 1,000 x 1.25 + 500 x 10 = 11,250; 3,000 x 2.5 + 500 x 10 = 12,500; 100 x 3 +
  /// 100,000 x 0.3 + 400 x 15 = 36,300 millionths.
  @Test
  void aSpendLogIsReadByItsNumbersAndTheProxysOwnCacheCostsNothing() throws IOException {
    for (var file : List.of("litellm-spend-logs.json", "litellm-spend-logs.csv")) {
      var rows = read(file);
      assertThat(rows.verdict).isEqualTo("litellm spend log (26 of 26 columns)");
      assertThat(costs(rows)).containsExactly("0.01125", "0.0125", "0.0363", "0", "0");
      var first = rows.rows.getFirst();
      assertThat(first.reportedUsd()).contains(new BigDecimal("0.0105"));
      assertThat(first.first())
          .returns("support", call -> call.route())
          .returns("ada", call -> call.user())
          .returns("s1", call -> call.conversation())
          .returns(2500L, call -> call.latencyMs());
      assertThat(rows.rows.getLast().first().status()).isEqualTo("error");
      assertThat(first.identity()).isPresent();
    }
  }

  @Test
  void observationsAreReadByTheirTotalsAndWithoutOneAsAnInterval() throws IOException {
    for (var file : List.of("langfuse-observations.jsonl", "langfuse-observations.csv")) {
      var rows = read(file);
      assertThat(rows.verdict).startsWith("langfuse observations (21 of 21");
      assertThat(rows.skipped).isEqualTo(1);
      assertThat(rows.rejections).isEmpty();
      assertThat(rows.rows.stream().map(row -> priced(row)))
          .extracting(row -> row.low().stripTrailingZeros().toPlainString())
          .containsExactly("0.01125", "0.01125", "0.01125");
      assertThat(priced(rows.rows.getLast()).high().orElseThrow()).isEqualByComparingTo("0.01375");
      assertThat(rows.rows.getFirst().first().latencyMs()).isEqualTo(2000);
    }
  }

  /// 472 x 0.5 + 18 x 1.5 = 263; 1,087 x 30 + 230 x 60 = 46,410; 417 x 0.5 = 208.5 millionths.
  @Test
  void burstGptCountsFromAStart() throws IOException {
    var rows = read("burstgpt.csv");
    assertThat(rows.verdict).isEqualTo("burstgpt trace (6 of 6 columns)");
    assertThat(costs(rows)).containsExactly("0.000263", "0.04641", "0.0002085");
    assertThat(rows.calls.get(2).at()).isEqualTo(Instant.parse("2026-01-01T00:01:58.500Z"));
    assertThat(rows.calls.get(2).status()).isEqualTo("error");
    assertThatThrownBy(() -> read(sample("burstgpt.csv"), RowDefaults.NONE))
        .hasMessageContaining("give the option start");
  }

  /// The specification's own example: 11.40 for the input side.
  @Test
  void rowsOfFocusArePricedByTheBookAtTheTierTheirUnitPriceNames() throws IOException {
    var rows = read("focus.csv");
    assertThat(rows.verdict).startsWith("focus cost and usage (");
    assertThat(costs(rows)).containsExactly("1.5", "7.5", "2.4", "1.5");
    assertThat(rows.rows).allSatisfy(row -> assertThat(row.reportedUsd()).isPresent());
  }

  @Test
  void columnsAreMappedByNameAndAWrongNameIsToldWithItsNearest() throws IOException {
    var mapping =
        Map.of(
            "when",
            "timestamp",
            "engine",
            "model",
            "in",
            "input_tokens",
            "out",
            "output_tokens",
            "team",
            "route");
    var rows = mapped(mapping);
    assertThat(rows.verdict).isEqualTo("mapped csv (5 columns mapped)");
    assertThat(costs(rows)).containsExactly("0.006", "0.004");
    assertThat(rows.calls.getFirst().route()).isEqualTo("search");
    assertThatThrownBy(() -> mapped(Map.of("whn", "timestamp")))
        .hasMessageContaining("column whn")
        .hasMessageContaining("nearest: when");
    assertThatThrownBy(() -> mapped(Map.of("when", "timestmp")))
        .isInstanceOfSatisfying(
            ApexException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
        .hasMessageContaining("nearest: timestamp");
  }

  @Test
  void twoFormatsThatFitEquallyWellAreBothNamed() {
    var header =
        "Timestamp,Model,Request tokens,Response tokens,start_time,num_model_requests,input_tokens,"
            + "output_tokens\n";
    assertThatThrownBy(() -> read(text(header + "1,2,3,4,5,6,7,8\n"), START))
        .hasMessageContaining("openai usage export (4 of 8 columns)")
        .hasMessageContaining("burstgpt trace (4 of 8 columns)")
        .hasMessageContaining("say which with the format");
  }

  @Test
  void aFormatThatIsAskedForMustFit() {
    assertThatThrownBy(() -> read(text("a,b\n1,2\n"), ImportFormat.LITELLM, RowDefaults.NONE))
        .hasMessageContaining("column request_id")
        .hasMessageContaining("every litellm spend log has it");
  }

  @Test
  void costsWithoutTokensAreRefusedWithWhatToSendInstead() {
    var costs =
        "start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,line_item\n"
            + "1767225600,1767312000,,,0.5,usd,gpt-4o\n";
    assertThatThrownBy(() -> read(text(costs), START))
        .hasMessageContaining("export the usage of completions");
  }

  @Test
  void gzipIsUnpackedOnTheWay() throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(sample("litellm-spend-logs.csv"));
    }
    var rows = read(packed.toByteArray(), START);
    assertThat(costs(rows)).containsExactly("0.01125", "0.0125", "0.0363", "0", "0");
  }

  @Test
  void whatUnpacksToMoreThanTheLimitIsRefused() throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(text("timestamp,model,input_tokens,output_tokens\n"));
      var blanks = "\n".repeat(64 * 1024);
      for (int i = 0; i < 40; i++) gzip.write(text(blanks));
      gzip.write(text("2026-01-01T00:00:00Z,gpt-4o,1,2\n"));
    }
    var small = new UsageFile(new ReadLimits(1 << 20, 256, 1 << 20), () -> KeptRows.NOW);
    assertThat(packed.size()).isLessThan(64 * 1024);
    assertThatThrownBy(() ->
            small.read(
                new ByteArrayInputStream(packed.toByteArray()),
                new UsageFile.Wanted("bomb.gz", ImportFormat.AUTO, RowDefaults.NONE),
                new KeptRows()))
        .isInstanceOfSatisfying(
            ApexException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
  }

  @Test
  void brokenValuesOfEveryFormatAreToldByTheirOwnColumn() throws IOException {
    rejects("openai-usage.csv", "1000000.0", "-1", "NEGATIVE_TOKENS 1 2 input_tokens");
    rejects("openai-usage.csv", "1000000.0", "many", "NOT_A_NUMBER 1 2 input_tokens");
    rejects("openai-usage.json", "1000000,", "1e3,", "NOT_A_NUMBER 1 9 input_tokens");
    rejects("openai-usage.json", "1000000,", "3,", "CACHED_OVER_INPUT 1 9 input_cached_tokens");
    rejects("anthropic-usage.csv", "2026-01-01", "2026-13-01", "BAD_TIMESTAMP 1 2 usage_date_utc");
    rejects(
        "anthropic-usage.csv",
        "500000,",
        "99999999999999,",
        "TOO_MANY_TOKENS 1 2 usage_input_tokens_no_cache");
    rejects("litellm-spend-logs.json", "0.0105", "\"free\"", "BAD_AMOUNT 1 2 spend");
    rejects(
        "litellm-spend-logs.csv",
        "2026-01-01 10:00:00.000",
        "1999-01-01 10:00:00",
        "TIMESTAMP_OUT_OF_RANGE 1 2 startTime");
    rejects(
        "langfuse-observations.jsonl",
        "\"input\": 2000",
        "\"input\": -5",
        "NEGATIVE_TOKENS 1 1 usage_details.input");
    rejects("burstgpt.csv", "490", "491", "TOTAL_DISAGREES 1 2 Total tokens");
    rejects("focus.csv", "500000,Tokens", "half,Tokens", "NOT_A_NUMBER 1 2 ConsumedQuantity");
  }

  @Test
  void aDocumentThatBreaksOffCostsItsLastRecordOnly() throws IOException {
    var whole = new String(sample("litellm-spend-logs.json"), StandardCharsets.UTF_8);
    var rows = read(text(whole.substring(0, whole.lastIndexOf("chatcmpl-sample-5"))), START);
    assertThat(costs(rows)).containsExactly("0.01125", "0.0125", "0.0363", "0");
    assertThat(rows.rejections).singleElement().returns(RejectionReason.BAD_JSON, r -> r.reason());
  }

  @Test
  void aQuoteThatStaysOpenCostsTheRecordsItSwallows() throws IOException {
    var broken =
        new String(sample("langfuse-observations.csv"), StandardCharsets.UTF_8)
            .replace("\"an answer,", "an \"answer,");
    var rows = read(text(broken), START);
    assertThat(rows.rows).hasSizeLessThan(3);
    assertThat(rows.rejections).isNotEmpty();
  }

  private static void rejects(String sample, String good, String bad, String expected)
      throws IOException {
    var whole = new String(sample(sample), StandardCharsets.UTF_8);
    var at = whole.indexOf(good);
    assertThat(at).as(sample).isPositive();
    var broken = whole.substring(0, at) + bad + whole.substring(at + good.length());
    assertThat(read(text(broken), START).summary()).as(sample + " " + bad).contains(expected);
  }

  /// `line model cost xrequests`, or `unknown: why low..high`.
  private static List<String> told(KeptRows rows) {
    return rows.rows.stream().map(ExportsTest::told).toList();
  }

  private static String told(UsageRow row) {
    var priced = priced(row);
    var cost =
        priced
            .usd()
            .map(ExportsTest::plain)
            .orElseGet(() ->
                "unknown: %s %s..%s"
                    .formatted(
                        priced.why(),
                        plain(priced.low()),
                        priced.high().map(ExportsTest::plain).orElse("?")));
    return "%d %s %s x%d".formatted(row.line(), row.first().model(), cost, priced.requests());
  }

  private static List<String> costs(KeptRows rows) {
    assertThat(rows.rejections).filteredOn(r -> r.reason() != RejectionReason.BAD_JSON).isEmpty();
    return rows.rows.stream().map(row -> priced(row).usd().map(ExportsTest::plain).get()).toList();
  }

  private static String plain(BigDecimal usd) {
    return usd.signum() == 0 ? "0" : usd.stripTrailingZeros().toPlainString();
  }

  private static PricedRow priced(UsageRow row) {
    return new Pricing(RealBook.BOOK, new EqualRows("file", 10)).price(row);
  }

  private static KeptRows mapped(Map<String, String> mapping) throws IOException {
    var rows = new KeptRows();
    KeptRows.reader()
        .read(
            new ByteArrayInputStream(sample("mapped.csv")),
            new UsageFile.Wanted("mapped.csv", ImportFormat.AUTO, START, mapping),
            rows);
    return rows;
  }

  private static KeptRows read(String sample) throws IOException {
    return read(sample(sample), START);
  }

  private static KeptRows read(byte[] file, RowDefaults defaults) throws IOException {
    return read(file, ImportFormat.AUTO, defaults);
  }

  private static KeptRows read(byte[] file, ImportFormat format, RowDefaults defaults)
      throws IOException {
    var rows = new KeptRows();
    KeptRows.reader()
        .read(
            new ByteArrayInputStream(file), new UsageFile.Wanted("usage", format, defaults), rows);
    return rows;
  }

  private static byte[] sample(String name) throws IOException {
    return Files.readAllBytes(SAMPLES.resolve(name));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
