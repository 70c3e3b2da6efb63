package apex.backend.export;

import apex.edge.json.Json;
import apex.spend.figures.DayCharges;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One row of the file, by column. A column without a value here is null, which the specification
/// allows for each of them: reservations, commitments, regions, resources, invoices and tags are
/// nothing that usage tells.
///
/// @param requests calls that this row counts; 0 where another row of the day counts them
record FocusRow(
    FocusMonth month, FocusVersion version, DayCharges of, FocusLine line, long requests) {
  private static final Map<String, String> METERS =
      Map.of(
          "INPUT", "Input Tokens",
          "CACHE_READ", "Cache Read Input Tokens",
          "CACHE_WRITE_5M", "Cache Write Input Tokens",
          "CACHE_WRITE_1H", "Cache Write Input Tokens",
          "OUTPUT", "Output Tokens",
          "REASONING", "Output Tokens",
          "REQUESTS", "Requests");
  private static final Map<String, String> CACHE_ACTIONS =
      Map.of(
          "INPUT", "Uncached",
          "CACHE_READ", "Read",
          "CACHE_WRITE_5M", "Write",
          "CACHE_WRITE_1H", "Write");

  List<String> values() {
    var row = new HashMap<String, String>();
    whose(row);
    costs(row);
    sku(row);
    row.put("x_Provider", of.provider());
    row.put("x_Model", of.model());
    row.put("x_TokenKind", line.kind().toLowerCase(Locale.ROOT));
    row.put("x_Requests", Long.toString(requests));
    row.put("x_PriceBasis", line.basis().toLowerCase(Locale.ROOT));
    return version.columns().stream().map(column -> row.getOrDefault(column, "")).toList();
  }

  private void whose(Map<String, String> row) {
    var provider = of.provider().isEmpty() ? "(not told)" : of.provider();
    row.put("BillingAccountId", month.workspace().toString());
    row.put("BillingAccountType", "Workspace");
    row.put("BillingCurrency", "USD");
    row.put("BillingPeriodStart", month.period().from().toString());
    row.put("BillingPeriodEnd", month.period().to().toString());
    row.put("ChargePeriodStart", month.start(of.day()).toString());
    row.put("ChargePeriodEnd", month.start(of.day().plusDays(1)).toString());
    row.put("ChargeCategory", "Usage");
    row.put("ChargeFrequency", "Usage-Based");
    row.put("ChargeDescription", of.model() + ": " + meter().toLowerCase(Locale.ROOT));
    row.put("InvoiceIssuerName", provider);
    row.put("ProviderName", provider);
    row.put("PublisherName", provider);
    row.put("ServiceProviderName", provider);
    row.put("HostProviderName", provider);
    row.put("ServiceCategory", "AI and Machine Learning");
    row.put("ServiceSubcategory", "Generative AI");
    row.put("ServiceName", provider + " models");
  }

  /// What was paid is what was computed: a discount that the workspace set is in the unit price.
  private void costs(Map<String, String> row) {
    for (var column :
        List.of(
            "BilledCost",
            "ContractedCost",
            "EffectiveCost",
            "ListCost",
            "PricingCurrencyEffectiveCost")) row.put(column, plain(line.usd()));
    for (var column :
        List.of(
            "ContractedUnitPrice",
            "ListUnitPrice",
            "PricingCurrencyContractedUnitPrice",
            "PricingCurrencyListUnitPrice")) row.put(column, plain(line.perUnit()));
    row.put("PricingCategory", "Standard");
    row.put("PricingCurrency", "USD");
    row.put("ConsumedQuantity", Long.toString(line.quantity()));
    row.put("ConsumedUnit", calls() ? "Requests" : "Tokens");
    row.put("PricingUnit", calls() ? "1000 Requests" : "1000000 Tokens");
    row.put(
        "PricingQuantity",
        plain(BigDecimal.valueOf(line.quantity()).scaleByPowerOfTen(calls() ? -3 : -6)));
  }

  private void sku(Map<String, String> row) {
    var sku = "%s/%s/%s".formatted(of.provider(), of.model(), line.kind().toLowerCase(Locale.ROOT));
    row.put("SkuId", sku);
    row.put("SkuMeter", meter());
    row.put("SkuPriceId", sku + "@" + plain(line.perUnit()));
    row.put("SkuPriceDetails", Json.write(details()));
  }

  private Map<String, String> details() {
    var details = new LinkedHashMap<String, String>();
    details.put(version.property("ModelId"), of.model());
    if (calls()) return details;
    var action = CACHE_ACTIONS.get(line.kind());
    if (action != null) details.put(version.property("TokenCacheAction"), action);
    details.put(version.property("TokenDirection"), action == null ? "Output" : "Input");
    return details;
  }

  private boolean calls() {
    return line.kind().equals(FocusLine.REQUESTS);
  }

  private String meter() {
    return METERS.getOrDefault(line.kind(), line.kind());
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
