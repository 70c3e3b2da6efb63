package apex.spend.figures;

/// A value with its origin.
///
/// @param id of its evidence within the answer, such as `e3`
public record Figure<T>(String id, T value, Source source) {
  public Figure {
    if (!id.matches("e[0-9]+"))
      throw new IllegalArgumentException("evidence is numbered like e3, was " + id);
  }
}
