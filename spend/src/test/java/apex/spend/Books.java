package apex.spend;

import apex.spend.price.PriceBook;
import apex.spend.price.ProviderRules;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// The shipped price book, as any process reads it.
public final class Books {
  public static final ProviderRules RULES = ProviderRules.parse(lines(ProviderRules.RESOURCE));
  public static final PriceBook SHIPPED = PriceBook.parse(lines(PriceBook.RESOURCE), RULES);

  private Books() {}

  public static List<String> lines(String resource) {
    var stream = Objects.requireNonNull(Books.class.getClassLoader().getResourceAsStream(resource));
    try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
