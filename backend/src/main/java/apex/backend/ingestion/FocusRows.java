package apex.backend.ingestion;

import static apex.backend.ingestion.RejectionReason.BAD_AMOUNT;
import static apex.backend.ingestion.RejectionReason.MISSING_VALUE;
import static apex.backend.ingestion.RejectionReason.PERIOD_BACKWARDS;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Rows of the FinOps Open Cost and Usage Specification, version 1.2 or later, that meter tokens. A
/// row sums up one kind of token of one model over a charge period. What it was billed is kept as
/// reported; our cost comes from the price book, and the row's unit price only tells which of the
/// book's prices applied where there were several.
///
/// Sources, read 2026-11-21: focus.finops.org, specification 1.2, and of the draft 1.5 the column
/// SkuPriceDetails with `TokenDirection` and `TokenCacheAction`; earlier drafts said `TokenType`.
/// Columns `x_…` are those of our own export.
final class FocusRows extends Export {
  private static final Set<String> COLUMNS =
      Set.of(
          ("AvailabilityZone,BilledCost,BillingAccountId,BillingAccountName,BillingAccountType,"
                  + "BillingCurrency,BillingPeriodEnd,BillingPeriodStart,CapacityReservationId,"
                  + "CapacityReservationStatus,ChargeCategory,ChargeClass,ChargeDescription,"
                  + "ChargeFrequency,ChargePeriodEnd,ChargePeriodStart,CommitmentDiscountCategory,"
                  + "CommitmentDiscountId,CommitmentDiscountName,CommitmentDiscountQuantity,"
                  + "CommitmentDiscountStatus,CommitmentDiscountType,CommitmentDiscountUnit,"
                  + "ConsumedQuantity,ConsumedUnit,ContractedCost,ContractedUnitPrice,EffectiveCost,"
                  + "InvoiceId,InvoiceIssuerName,ListCost,ListUnitPrice,PricingCategory,"
                  + "PricingCurrency,PricingCurrencyContractedUnitPrice,PricingCurrencyEffectiveCost,"
                  + "PricingCurrencyListUnitPrice,PricingQuantity,PricingUnit,ProviderName,"
                  + "PublisherName,RegionId,RegionName,ResourceId,ResourceName,ResourceType,"
                  + "ServiceCategory,ServiceName,ServiceSubcategory,SkuId,SkuMeter,SkuPriceDetails,"
                  + "SkuPriceId,SubAccountId,SubAccountName,SubAccountType,Tags,ServiceProviderName,"
                  + "HostProviderName,ConsumerId,CredentialId,PrincipalId,x_Provider,x_Model,"
                  + "x_TokenKind,x_Requests,x_PriceBook,x_PriceBasis")
              .split(","));
  private static final Pattern UNIT =
      Pattern.compile("([0-9]{1,12}) ?(?:tokens?|requests?)", Pattern.CASE_INSENSITIVE);
  private static final BigDecimal MILLION = new BigDecimal(1_000_000);
  private static final int PRICE_PLACES = 18;

  /// What a row meters.
  private enum Kind {
    INPUT,
    CACHE_READ,
    CACHE_WRITE_5M,
    CACHE_WRITE_1H,
    OUTPUT,
    REASONING,
    REQUESTS
  }

  FocusRows() {
    super(
        ImportFormat.FOCUS,
        "focus cost and usage",
        COLUMNS,
        each(
            "BilledCost",
            "ChargePeriodStart",
            "ChargePeriodEnd",
            "ConsumedQuantity",
            "ConsumedUnit"));
  }

  @Override
  Dialect dialect(RowDefaults defaults, FileFault fault) {
    return new Dialect(
        Map.of(
            "ChargePeriodStart", UsageColumn.TIMESTAMP,
            "x_Provider", UsageColumn.PROVIDER,
            "x_Model", UsageColumn.MODEL,
            "SubAccountName", UsageColumn.ROUTE,
            "ConsumedQuantity", UsageColumn.INPUT_TOKENS,
            "x_Requests", UsageColumn.REQUESTS,
            "BilledCost", UsageColumn.REPORTED_COST_USD),
        Times.RULE,
        Times::any);
  }

  @Override
  boolean enters(String path) {
    return path.equals("SkuPriceDetails");
  }

  @Override
  boolean read(Fields record, Draft row) {
    var kind = kind(record);
    if (kind.isEmpty() || !record.text("ChargeCategory").equals("Usage")) return false;
    if (!record.tells("ConsumedQuantity"))
      throw new RefusedRow(MISSING_VALUE, "ConsumedQuantity", "", "a value");
    names(record, row);
    tokens(kind.get(), record, row);
    row.put(UsageColumn.REQUESTS, requests(kind.get(), record));
    row.put(UsageColumn.REPORTED_COST_USD, billed(record));
    var until = record.moment("ChargePeriodEnd");
    if (!until.isAfter(record.moment("ChargePeriodStart")))
      throw new RefusedRow(
          PERIOD_BACKWARDS, "ChargePeriodEnd", record.text("ChargePeriodEnd"), "after its start");
    row.summed(Summed.until(until).at(perMillion(kind.get(), record)));
    return true;
  }

  private static void names(Fields record, Draft row) {
    row.put(UsageColumn.TIMESTAMP, record.text("ChargePeriodStart"));
    row.put(
        UsageColumn.PROVIDER,
        record.first("x_Provider", "ServiceProviderName", "ProviderName").toLowerCase(Locale.ROOT));
    row.put(
        UsageColumn.MODEL,
        record.first(
            "x_Model",
            "SkuPriceDetails.ModelId",
            "SkuPriceDetails.x_ModelId",
            "ResourceName",
            "ResourceId",
            "SkuId"));
    row.put(UsageColumn.ROUTE, record.text("SubAccountName"));
  }

  private static void tokens(Kind kind, Fields record, Draft row) {
    long count = kind == Kind.REQUESTS ? 0 : record.count("ConsumedQuantity");
    var output = kind == Kind.OUTPUT || kind == Kind.REASONING;
    row.put(UsageColumn.INPUT_TOKENS, output ? 0 : count);
    row.put(UsageColumn.OUTPUT_TOKENS, output ? count : 0);
    switch (kind) {
      case CACHE_READ -> row.put(UsageColumn.CACHE_READ_TOKENS, count);
      case CACHE_WRITE_5M -> row.put(UsageColumn.CACHE_WRITE_5M_TOKENS, count);
      case CACHE_WRITE_1H -> row.put(UsageColumn.CACHE_WRITE_1H_TOKENS, count);
      case REASONING -> row.put(UsageColumn.REASONING_TOKENS, count);
      case INPUT, OUTPUT, REQUESTS -> {
        // held by input and output already
      }
    }
  }

  /// Ours tell how many calls stand behind a day's rows, on one of them; of others each counts as
  /// one.
  private static String requests(Kind kind, Fields record) {
    if (kind == Kind.REQUESTS) return Long.toString(record.count("ConsumedQuantity"));
    return record.tells("x_Requests") ? Long.toString(record.count("x_Requests")) : "1";
  }

  private static String billed(Fields record) {
    var currency = record.text("BillingCurrency");
    if (!currency.isEmpty() && !currency.equals("USD")) return "";
    return record.amount("BilledCost").map(BigDecimal::toPlainString).orElse("");
  }

  /// Such as a unit price of 3 for 1000000 Tokens.
  private static Optional<BigDecimal> perMillion(Kind kind, Fields record) {
    if (kind == Kind.REQUESTS) return Optional.empty();
    var price = record.amount("ListUnitPrice").or(() -> record.amount("ContractedUnitPrice"));
    var unit = UNIT.matcher(record.text("PricingUnit"));
    if (price.isEmpty() || !unit.matches()) return Optional.empty();
    var size = new BigDecimal(unit.group(1));
    if (size.signum() == 0)
      throw new RefusedRow(
          BAD_AMOUNT, "PricingUnit", record.text("PricingUnit"), "such as 1000000 Tokens");
    return Optional.of(
        price.get().multiply(MILLION).divide(size, PRICE_PLACES, RoundingMode.HALF_EVEN));
  }

  /// Empty when the row meters no tokens.
  private static Optional<Kind> kind(Fields record) {
    var ours = record.text("x_TokenKind").toUpperCase(Locale.ROOT);
    for (var kind : Kind.values()) if (kind.name().equals(ours)) return Optional.of(kind);
    if (!record.text("ConsumedUnit").equalsIgnoreCase("tokens")) return Optional.empty();
    var details = "SkuPriceDetails.";
    var direction = record.first(details + "TokenDirection", details + "x_TokenDirection");
    var cache = record.first(details + "TokenCacheAction", details + "x_TokenCacheAction");
    var said =
        String.join(
                " ", direction, cache, record.text(details + "TokenType"), record.text("SkuMeter"))
            .toLowerCase(Locale.ROOT)
            .replace(" ", "");
    return Optional.of(kind(said));
  }

  private static Kind kind(String said) {
    if (said.contains("output")) return Kind.OUTPUT;
    if (said.contains("write"))
      return said.contains("1h") ? Kind.CACHE_WRITE_1H : Kind.CACHE_WRITE_5M;
    if (said.contains("uncached")) return Kind.INPUT;
    return said.contains("read") ? Kind.CACHE_READ : Kind.INPUT;
  }
}
