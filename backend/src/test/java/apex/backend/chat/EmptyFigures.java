package apex.backend.chat;

import apex.spend.figures.DataShape;
import apex.spend.figures.Figure;
import apex.spend.figures.Figures;
import apex.spend.figures.InputSet;
import apex.spend.figures.PriceGrid;
import apex.spend.figures.Slice;
import apex.spend.figures.Source;
import apex.spend.figures.Spend;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Figures of no call at all.
public final class EmptyFigures {
  private static final Source SOURCE =
      new Source("scripted@1", Map.of(), 0, new InputSet(1, 0, "00"));

  private EmptyFigures() {}

  public static Figures of(Slice slice) {
    var shape =
        new DataShape(
            0,
            Optional.empty(),
            Optional.empty(),
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            List.of(),
            List.of(),
            List.of(),
            0);
    return new Figures(
        slice,
        "book",
        new PriceGrid(List.of(), List.of(), List.of()),
        figure(1, shape),
        figure(2, Spend.NONE),
        figure(3, List.of()),
        figure(4, List.of()),
        figure(5, List.of()),
        figure(6, List.of()),
        figure(7, List.of()),
        figure(8, List.of()),
        figure(9, List.of()),
        Optional.empty());
  }

  private static <T> Figure<T> figure(int number, T value) {
    return new Figure<>("e" + number, value, SOURCE);
  }
}
