package apex.stores.clickhouse;

import apex.spend.price.Basis;
import apex.spend.price.Price;
import apex.spend.price.Rates;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// A price for costs whose amount the test decides.
final class Books {
  static final Price PRICE =
      new Price(
          "openai",
          "gpt-4o",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Basis.UNDATED_LIST,
          "book@1",
          new Rates(
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              BigDecimal.ZERO),
          List.of());

  private Books() {}
}
