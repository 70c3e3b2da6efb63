package apex.backend.report;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// What a chart shows, in US dollars.
sealed interface Chart {
  /// What it is of.
  String title();

  /// The same in a sentence, for who cannot see it.
  String description();

  /// An amount for each name, the largest first.
  record Bars(String title, String description, List<Amount> amounts) implements Chart {
    public Bars {
      amounts = List.copyOf(amounts);
    }
  }

  /// @param cents rounded so that all of a chart add up
  record Amount(String name, BigDecimal cents) {}

  /// An amount for each day, without gaps.
  ///
  /// @param ahead what the days after the last are expected to cost
  record Days(String title, String description, List<Day> days, Optional<Band> ahead)
      implements Chart {
    public Days {
      days = List.copyOf(days);
    }
  }

  record Day(LocalDate date, BigDecimal cents) {}

  /// What a stretch of days will cost in total, in 80 of 100 cases between the ends.
  record Band(int days, BigDecimal low, BigDecimal middle, BigDecimal high) {}

  /// From the spend to what is left of it.
  ///
  /// @param whole the spend
  /// @param steps what each change takes off, in order
  /// @param rest what is left
  /// @param naive the plain sum of what each would save alone; empty where it is the saving itself
  record Waterfall(
      String title,
      String description,
      BigDecimal whole,
      List<Amount> steps,
      BigDecimal rest,
      Optional<BigDecimal> naive)
      implements Chart {
    public Waterfall {
      steps = List.copyOf(steps);
    }
  }
}
