package apex.backend.export;

import apex.edge.json.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// The conformance rules of FOCUS 1.2 for rows of usage, as far as they speak of columns that an
/// export fills: each named as the specification's model of rules names it (column, a number, and M
/// for mandatory or C for conditional). Source: the column definitions of the specification 1.2 and
/// the rule model 1.2 of its validator (finopsfoundation/focus_validator, model-1.2.json), read
/// 2026-11-21. Written anew here; the validator itself is not at hand.
final class FocusRules {
  private static final Predicate<String> DECIMAL =
      text -> text.matches("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
  private static final Predicate<String> NOT_NEGATIVE =
      DECIMAL.and(text -> new BigDecimal(text).signum() >= 0);
  private static final Predicate<String> MOMENT =
      text ->
          text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
              && Instant.parse(text) != null;
  private static final Predicate<String> UNIT =
      text -> text.matches("([0-9]+ )?[A-Z][A-Za-z]*( [A-Z][A-Za-z]*)*");
  private static final Predicate<String> CURRENCY = text -> text.matches("[A-Z]{3}");
  private static final Predicate<String> TEXT = text -> text.equals(text.strip());

  private static final Map<String, Predicate<String>> FORMATS =
      Map.ofEntries(
          Map.entry("BilledCost", DECIMAL),
          Map.entry("ContractedCost", DECIMAL),
          Map.entry("EffectiveCost", DECIMAL),
          Map.entry("ListCost", DECIMAL),
          Map.entry("PricingCurrencyEffectiveCost", DECIMAL),
          Map.entry("ConsumedQuantity", NOT_NEGATIVE),
          Map.entry("PricingQuantity", NOT_NEGATIVE),
          Map.entry("ContractedUnitPrice", NOT_NEGATIVE),
          Map.entry("ListUnitPrice", NOT_NEGATIVE),
          Map.entry("PricingCurrencyContractedUnitPrice", NOT_NEGATIVE),
          Map.entry("PricingCurrencyListUnitPrice", NOT_NEGATIVE),
          Map.entry("BillingPeriodStart", MOMENT),
          Map.entry("BillingPeriodEnd", MOMENT),
          Map.entry("ChargePeriodStart", MOMENT),
          Map.entry("ChargePeriodEnd", MOMENT),
          Map.entry("BillingCurrency", CURRENCY),
          Map.entry("PricingCurrency", CURRENCY),
          Map.entry("ConsumedUnit", UNIT),
          Map.entry("PricingUnit", UNIT));

  private static final Map<String, Set<String>> ALLOWED =
      Map.of(
          "ChargeCategory", Set.of("Usage", "Purchase", "Tax", "Credit", "Adjustment"),
          "ChargeClass", Set.of("", "Correction"),
          "ChargeFrequency", Set.of("One-Time", "Recurring", "Usage-Based"),
          "PricingCategory", Set.of("", "Standard", "Dynamic", "Committed", "Other"),
          "CommitmentDiscountStatus", Set.of("", "Used", "Unused"),
          "CapacityReservationStatus", Set.of("", "Used", "Unused"),
          "ServiceCategory",
              Set.of(
                  "AI and Machine Learning",
                  "Analytics",
                  "Business Applications",
                  "Compute",
                  "Databases",
                  "Developer Tools",
                  "Multicloud",
                  "Identity",
                  "Integration",
                  "Internet of Things",
                  "Management and Governance",
                  "Media",
                  "Migration",
                  "Mobile",
                  "Networking",
                  "Security",
                  "Storage",
                  "Web",
                  "Other"));

  /// Of the service category that our rows have.
  private static final Set<String> AI_SUBCATEGORIES =
      Set.of(
          "AI Platforms",
          "Bots",
          "Generative AI",
          "Machine Learning",
          "Natural Language Processing",
          "Other (AI and Machine Learning)");

  private FocusRules() {}

  /// What a row breaks; empty when it conforms.
  static List<String> faults(Map<String, String> row) {
    var faults = new ArrayList<String>();
    row.forEach((column, value) -> {
      if (!value.isEmpty() && !FORMATS.getOrDefault(column, TEXT).test(value))
        faults.add("%s: '%s' is not in its format".formatted(column, value));
      if (ALLOWED.containsKey(column) && !ALLOWED.get(column).contains(value))
        faults.add("%s: '%s' is not an allowed value".formatted(column, value));
      if (!column.matches("(x_)?[A-Z][A-Za-z0-9]*"))
        faults.add("%s: the name of a column is in Pascal case".formatted(column));
    });
    demand(
        faults,
        AI_SUBCATEGORIES.contains(row.get("ServiceSubcategory")),
        "ServiceSubcategory must belong to its ServiceCategory");
    periods(faults, row);
    amounts(faults, row);
    together(faults, row);
    details(faults, row);
    return faults;
  }

  /// Inclusive starts, exclusive ends, the charge within its billing period.
  private static void periods(List<String> faults, Map<String, String> row) {
    var billing = Instant.parse(row.get("BillingPeriodStart"));
    var billingEnd = Instant.parse(row.get("BillingPeriodEnd"));
    var charge = Instant.parse(row.get("ChargePeriodStart"));
    var chargeEnd = Instant.parse(row.get("ChargePeriodEnd"));
    demand(faults, billing.isBefore(billingEnd), "BillingPeriodEnd must be after its start");
    demand(faults, charge.isBefore(chargeEnd), "ChargePeriodEnd must be after its start");
    demand(
        faults,
        !charge.isBefore(billing) && !chargeEnd.isAfter(billingEnd),
        "the charge period must lie in the billing period");
  }

  /// Unit price times quantity is the cost, for what is charged at list and at contract.
  private static void amounts(List<String> faults, Map<String, String> row) {
    for (var kind : List.of("List", "Contracted"))
      demand(
          faults,
          number(row, kind + "UnitPrice")
                  .multiply(number(row, "PricingQuantity"))
                  .compareTo(number(row, kind + "Cost"))
              == 0,
          kind + "UnitPrice times PricingQuantity must be " + kind + "Cost");
    demand(
        faults,
        row.get("BillingCurrency").equals(row.get("PricingCurrency"))
            && number(row, "PricingCurrencyEffectiveCost").compareTo(number(row, "EffectiveCost"))
                == 0,
        "PricingCurrencyEffectiveCost must be EffectiveCost where the currency is one");
  }

  /// Columns that are null together or not at all.
  private static void together(List<String> faults, Map<String, String> row) {
    for (var pair :
        List.of(
            List.of("ConsumedQuantity", "ConsumedUnit"),
            List.of("PricingQuantity", "PricingUnit"),
            List.of("SkuId", "SkuPriceId"),
            List.of("CommitmentDiscountId", "CommitmentDiscountStatus"),
            List.of("CapacityReservationId", "CapacityReservationStatus"),
            List.of("SubAccountId", "SubAccountName"),
            List.of("RegionId", "RegionName")))
      demand(
          faults,
          row.get(pair.getFirst()).isEmpty() == row.get(pair.getLast()).isEmpty(),
          pair + " must be null together");
    demand(
        faults,
        !row.get("ChargeCategory").equals("Usage")
            || row.get("CommitmentDiscountId").isEmpty()
            || !row.get("CommitmentDiscountStatus").isEmpty(),
        "CommitmentDiscountStatus must tell of a discounted usage");
    demand(faults, row.get("ChargeClass").isEmpty(), "ChargeClass must be null of no correction");
  }

  /// One object of plain values; a name that the specification does not define begins with `x_`.
  private static void details(List<String> faults, Map<String, String> row) {
    var details = Json.tree(row.get("SkuPriceDetails"));
    demand(faults, details.isObject(), "SkuPriceDetails must be an object");
    details
        .properties()
        .forEach(property -> {
          demand(faults, property.getValue().isValueNode(), "SkuPriceDetails holds plain values");
          demand(faults, property.getKey().startsWith("x_"), property.getKey() + " lacks x_");
        });
  }

  private static BigDecimal number(Map<String, String> row, String column) {
    return new BigDecimal(row.get(column));
  }

  private static void demand(List<String> faults, boolean holds, String rule) {
    if (!holds) faults.add(rule);
  }
}
