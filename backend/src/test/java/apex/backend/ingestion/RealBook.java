package apex.backend.ingestion;

import apex.spend.price.PriceBook;
import apex.spend.price.ProviderRules;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The price book of this build.
final class RealBook {
  static final PriceBook BOOK =
      PriceBook.parse(
          lines(PriceBook.RESOURCE), ProviderRules.parse(lines(ProviderRules.RESOURCE)));

  private RealBook() {}

  private static List<String> lines(String resource) {
    try (InputStream in = PriceBook.class.getClassLoader().getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
