package apex.backend.prices;

import apex.spend.price.PriceBook;
import apex.spend.price.ProviderRules;
import apex.spend.price.SecondSource;

/// Reads the price book of this build.
public final class BuiltInPrices {
  private BuiltInPrices() {}

  public static PriceBook read() {
    return PriceBook.parse(
        BuiltInLines.of(PriceBook.RESOURCE),
        ProviderRules.parse(BuiltInLines.of(ProviderRules.RESOURCE)));
  }

  /// The second source that the book is held against.
  public static SecondSource second() {
    return SecondSource.parse(BuiltInLines.of(SecondSource.RESOURCE));
  }
}
