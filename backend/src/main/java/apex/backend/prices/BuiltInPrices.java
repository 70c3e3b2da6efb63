package apex.backend.prices;

import apex.spend.price.PriceBook;
import apex.spend.price.ProviderRules;
import apex.spend.price.SecondSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Reads the price book of this build.
public final class BuiltInPrices {
  private BuiltInPrices() {}

  public static PriceBook read() {
    return PriceBook.parse(
        lines(PriceBook.RESOURCE), ProviderRules.parse(lines(ProviderRules.RESOURCE)));
  }

  /// The second source that the book is held against.
  public static SecondSource second() {
    return SecondSource.parse(lines(SecondSource.RESOURCE));
  }

  private static List<String> lines(String resource) {
    try (var in = PriceBook.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) throw new IllegalStateException("the build lacks " + resource);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
