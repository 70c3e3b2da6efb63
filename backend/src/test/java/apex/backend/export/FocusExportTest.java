package apex.backend.export;

import static org.assertj.core.api.Assertions.assertThat;

import apex.backend.ingestion.Loaded;
import apex.backend.ingestion.RealLedger;
import apex.kernel.identity.Workspace;
import apex.spend.figures.Slice;
import apex.stores.clickhouse.UsageReading;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FocusExportTest {
  /// The specification 1.2 by its table "Content Constraints" of each column: what must never be
  /// null. Read 2026-11-21 at focus.finops.org and in the repository of the specification.
  private static final Set<String> NEVER_NULL =
      Set.of(
          "BilledCost",
          "BillingAccountId",
          "BillingCurrency",
          "BillingPeriodEnd",
          "BillingPeriodStart",
          "ChargeCategory",
          "ChargeFrequency",
          "ChargePeriodEnd",
          "ChargePeriodStart",
          "ContractedCost",
          "EffectiveCost",
          "InvoiceIssuerName",
          "ListCost",
          "PricingCurrency",
          "PricingCurrencyEffectiveCost",
          "ProviderName",
          "PublisherName",
          "ServiceCategory",
          "ServiceName",
          "ServiceSubcategory");

  /// Of a row of usage with a unit price, by each column's own requirements.
  private static final Set<String> NEVER_NULL_OF_USAGE =
      Set.of(
          "BillingAccountType",
          "ChargeDescription",
          "ConsumedQuantity",
          "ConsumedUnit",
          "ContractedUnitPrice",
          "ListUnitPrice",
          "PricingCategory",
          "PricingQuantity",
          "PricingUnit",
          "SkuId",
          "SkuMeter",
          "SkuPriceId");

  private final Workspace workspace = Loaded.fresh();

  /// The specification's example of prompt caching: 0.5 M x 3 + 2 M x 3.75 + 8 M x 0.30 = 11.40.
  @Test
  void theWorkedExampleOfTheSpecificationComesOutAtElevenDollarsForty() throws Exception {
    load(
        """
        {"timestamp":"2026-01-05T10:00:00Z","provider":"anthropic","model":"claude-sonnet-4-5","input_tokens":10500000,"cache_read_tokens":8000000,"cache_write_5m_tokens":2000000,"output_tokens":100000,"requests":700}
        """
            .replace("claude-sonnet-4-5", "claude-3-7-sonnet-latest"));
    var rows = rows(FocusVersion.V1_2);
    assertThat(rows.stream().map(row -> row.get("SkuMeter") + " " + row.get("BilledCost")))
        .containsExactly(
            "Input Tokens 1.5",
            "Cache Read Input Tokens 2.4",
            "Cache Write Input Tokens 7.5",
            "Output Tokens 1.5");
    var input =
        rows.stream()
            .filter(row -> row.get("SkuMeter").contains("Input"))
            .map(row -> new BigDecimal(row.get("BilledCost")))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(input).isEqualByComparingTo("11.40");
    assertThat(rows.getFirst())
        .containsEntry("ConsumedQuantity", "500000")
        .containsEntry("PricingQuantity", "0.5")
        .containsEntry("ListUnitPrice", "3")
        .containsEntry("x_Requests", "700")
        .containsEntry("ChargePeriodStart", "2026-01-05T00:00:00Z")
        .containsEntry("ChargePeriodEnd", "2026-01-06T00:00:00Z");
    assertThat(rows.get(1)).containsEntry("x_Requests", "0");
  }

  @Test
  void everyRowHasTheColumnsOfTheVersionAndNoNullWhereNoneIsAllowed() throws Exception {
    load(usage(400));
    for (var version : FocusVersion.values()) {
      var rows = rows(version);
      assertThat(rows).isNotEmpty();
      assertThat(rows.getFirst().keySet().stream().filter(name -> !name.startsWith("x_")))
          .hasSize(version == FocusVersion.V1_2 ? 57 : 60)
          .isSorted();
      assertThat(rows)
          .allSatisfy(row ->
              Stream.concat(NEVER_NULL.stream(), NEVER_NULL_OF_USAGE.stream())
                  .filter(row::containsKey)
                  .forEach(column -> assertThat(row.get(column)).as(column).isNotEmpty()))
          .allSatisfy(row -> {
            var product =
                new BigDecimal(row.get("PricingQuantity"))
                    .multiply(new BigDecimal(row.get("ListUnitPrice")));
            assertThat(product).isEqualByComparingTo(row.get("ListCost"));
          });
    }
  }

  @Test
  void everyRowOfTheReleaseKeepsThePublishedRules() throws Exception {
    load(usage(400));
    for (var row : rows(FocusVersion.V1_2))
      assertThat(FocusRules.faults(row)).as(row.toString()).isEqualTo(List.of());
  }

  @Test
  void aRowThatBreaksARuleIsFound() throws Exception {
    load(usage(3));
    var row = new LinkedHashMap<>(rows(FocusVersion.V1_2).getFirst());
    row.put("ChargePeriodEnd", "2027-01-01T00:00:00Z");
    row.put("ListUnitPrice", "17");
    row.put("PricingCategory", "Cheap");
    row.put("ConsumedUnit", "tokens, many");
    assertThat(FocusRules.faults(row)).hasSize(4);
  }

  /// 7,500 days of a model with two kinds of token: 15,000 rows of 62 columns, which would fill
  /// over 50 MB, in a process that has 28 MB for everything.
  @Test
  void aLargeMonthIsStreamedInLittleMemory() throws Exception {
    var house = RealLedger.shared();
    house.ask(
        """
        insert into %s (workspace_id, call_key, entry, sign, ingest_seq, import_id, ts, book_id,
          provider, model, route, status, told, input_tokens, output_tokens, cost_usd, low_usd,
          high_usd, bounded, why_unpriced, basis, components, content, requests)
        select '%s', MD5(toString(number)), 0, 1, 1, generateUUIDv4(),
          toDateTime64('2026-01-01 00:00:00', 9, 'UTC') + toIntervalDay(number %% 30), 'book',
          'openai', concat('model-', toString(intDiv(number, 30))), '', 'ok', 0, 1000, 100,
          0.0035, 0.0035, 0.0035, 1, '', 'UNDATED_LIST', [0.0025, 0, 0, 0, 0.001, 0, 0],
          MD5(toString(number)), 1
        from numbers(7500)\
        """
            .formatted(house.table("call_costs"), workspace.id()));
    var told = ExportInLittleMemory.run(house, workspace, 28);
    assertThat(told).isEqualTo("15000 rows of 26.25 USD");
  }

  @Test
  void theDraftNamesTheModelAndTheTokensAndTheReleaseKeepsThemAsItsOwn() throws Exception {
    load(usage(3));
    assertThat(rows(FocusVersion.V1_5_DRAFT).getFirst())
        .containsEntry(
            "SkuPriceDetails",
            "{\"ModelId\":\"gpt-4o\",\"TokenCacheAction\":\"Uncached\",\"TokenDirection\":\"Input\"}")
        .containsKey("ServiceProviderName")
        .doesNotContainKey("ProviderName");
    assertThat(rows(FocusVersion.V1_2).getFirst().get("SkuPriceDetails"))
        .contains("\"x_ModelId\":\"gpt-4o\"");
  }

  @Test
  void theSameLedgerGivesTheSameBytesAndTheirDigestIsToldBefore() throws Exception {
    load(usage(300));
    var asOf = RealLedger.shared().query.asOf();
    var export = export(FocusVersion.V1_2);
    var first = bytes(export, reading(workspace, asOf));
    load(usage(600));
    assertThat(bytes(export, reading(workspace, asOf))).isEqualTo(first);
    var contents = export.contents(reading(workspace, asOf));
    assertThat(contents.sha256())
        .isEqualTo(
            HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(first)));
    assertThat(contents.rows()).isEqualTo(new String(first).lines().count() - 1);
  }

  /// Long prompts of claude-sonnet-4-5 are in its upper tier, so a day holds two unit prices of a
  /// kind; a batch costs half; a model without a price has no row.
  @Test
  void importingOurOwnExportGivesTheSameTotalAndTheSameCallsAcrossTiers() throws Exception {
    load(usage(500));
    var exported = bytes(export(FocusVersion.V1_2), newest(workspace));
    var spent = newest(workspace).total().value();
    var other = Loaded.fresh();
    var result = Loaded.file(other, exported);
    assertThat(result.rejections()).isEmpty();
    var again = newest(other).total().value();
    assertThat(again.cost()).isEqualByComparingTo(spent.cost());
    assertThat(again.complete()).isTrue();
    assertThat(again.tokens().calls()).isEqualTo(spent.tokens().calls() - spent.unpricedCalls());
    assertThat(result.sums().reported().difference()).isEqualByComparingTo("0");
  }

  @Test
  void daysBeginInTheBillingZone() throws Exception {
    load(
        """
        {"timestamp":"2026-01-31T23:30:00Z","provider":"openai","model":"gpt-4o","input_tokens":10,"output_tokens":1}
        """);
    var berlin = ZoneId.of("Europe/Berlin");
    var february = new FocusMonth(workspace.id(), YearMonth.of(2026, 2), berlin);
    var reading =
        RealLedger.shared()
            .query
            .at(workspace.id(), Slice.all(february.period()), RealLedger.shared().query.asOf());
    var rows = parsed(bytes(new FocusExport(february, FocusVersion.V1_2), reading));
    assertThat(rows.getFirst())
        .containsEntry("ChargePeriodStart", "2026-01-31T23:00:00Z")
        .containsEntry("ChargePeriodEnd", "2026-02-01T23:00:00Z");
  }

  private void load(String jsonl) throws Exception {
    Loaded.file(workspace, jsonl.getBytes(StandardCharsets.UTF_8));
  }

  private static String usage(int count) {
    return String.join(
        "\n",
        IntStream.range(0, count)
            .mapToObj(i ->
                ("{\"timestamp\":\"2026-01-%02dT%02d:00:00Z\",\"provider\":\"%s\",\"model\":\"%s\","
                        + "\"input_tokens\":%d,\"cache_read_tokens\":%d,\"output_tokens\":%d,"
                        + "\"reasoning_tokens\":%d,\"service_tier\":\"%s\"}")
                    .formatted(
                        1 + i % 28,
                        i % 24,
                        i % 3 == 0 ? "openai" : i % 3 == 1 ? "anthropic" : "self-hosted",
                        i % 3 == 0 ? "gpt-4o" : i % 3 == 1 ? "claude-sonnet-4-5" : "in-house-7b",
                        1_000 + i * 997 % 400_000,
                        i % 5 * 100,
                        50 + i,
                        i % 7,
                        i % 11 == 0 ? "batch" : ""))
            .toList());
  }

  private FocusExport export(FocusVersion version) {
    return new FocusExport(
        new FocusMonth(workspace.id(), YearMonth.of(2026, 1), RealLedger.UTC), version);
  }

  private List<Map<String, String>> rows(FocusVersion version) {
    return parsed(bytes(export(version), newest(workspace)));
  }

  private static UsageReading newest(Workspace of) {
    return reading(of, RealLedger.shared().query.asOf());
  }

  private static UsageReading reading(Workspace of, long asOf) {
    var month = new FocusMonth(of.id(), YearMonth.of(2026, 1), RealLedger.UTC);
    return RealLedger.shared().query.at(of.id(), Slice.all(month.period()), asOf);
  }

  private static byte[] bytes(FocusExport export, UsageReading reading) {
    var out = new ByteArrayOutputStream();
    export.to(reading, out);
    return out.toByteArray();
  }

  private static List<Map<String, String>> parsed(byte[] csv) {
    var rows = new ArrayList<Map<String, String>>();
    var names = new ArrayList<String>();
    try (var reader = CsvReader.builder().ofCsvRecord(new String(csv, StandardCharsets.UTF_8))) {
      for (var record : reader) {
        if (names.isEmpty()) {
          names.addAll(record.getFields());
          continue;
        }
        var row = new LinkedHashMap<String, String>();
        for (int i = 0; i < names.size(); i++) row.put(names.get(i), record.getField(i));
        rows.add(row);
      }
    } catch (java.io.IOException impossible) {
      throw new java.io.UncheckedIOException(impossible);
    }
    return rows;
  }
}
