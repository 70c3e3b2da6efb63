package apex.backend.export;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Which version of the specification a file follows, with its columns in their order.
///
/// Sources, read 2026-11-21: focus.finops.org, specification 1.2 of June 2025, 57 columns; of the
/// draft 1.5 the working text of the repository FinOps-Open-Cost-and-Usage-Spec/FOCUS_Spec. Our own
/// columns begin with `x_`, as the specification asks.
public enum FocusVersion {
  V1_2("1.2"),
  /// As 1.2, with the providers told apart as since 1.3, with who consumed, and with the model and
  /// the tokens' direction in SkuPriceDetails.
  V1_5_DRAFT("1.5-draft");

  static final List<String> OWN =
      List.of("x_Provider", "x_Model", "x_TokenKind", "x_Requests", "x_PriceBasis");

  private static final List<String> COLUMNS_1_2 =
      List.of(
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
                  + "SkuPriceId,SubAccountId,SubAccountName,SubAccountType,Tags")
              .split(","));
  private static final List<String> GONE = List.of("ProviderName", "PublisherName");
  private static final List<String> COME =
      List.of(
          "ConsumerId", "CredentialId", "HostProviderName", "PrincipalId", "ServiceProviderName");

  private final String word;

  FocusVersion(String word) {
    this.word = word;
  }

  /// `1.2` or `1.5-draft`; anything else is refused.
  public static FocusVersion parse(String word) {
    return Arrays.stream(values())
        .filter(version -> version.word.equals(word))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "must be one of "
                    + Arrays.stream(values())
                        .map(FocusVersion::word)
                        .collect(Collectors.joining(", "))));
  }

  public String word() {
    return word;
  }

  /// Ours come last.
  public List<String> columns() {
    var columns = new java.util.ArrayList<>(COLUMNS_1_2);
    if (this == V1_5_DRAFT) {
      columns.removeAll(GONE);
      columns.addAll(COME);
      columns.sort(null);
    }
    columns.addAll(OWN);
    return List.copyOf(columns);
  }

  /// The name of a property of SkuPriceDetails: the draft defines it, before it is our own.
  String property(String name) {
    return this == V1_5_DRAFT ? name : "x_" + name;
  }
}
