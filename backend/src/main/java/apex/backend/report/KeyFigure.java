package apex.backend.report;

import java.util.List;

/// One number with what it is.
///
/// @param id unique in its report
/// @param value a plain decimal, empty where nobody knows it, as are low and high
/// @param unit `usd`, `calls`, `tokens`, `share`, as evidence says it
/// @param confidence a class of a finding, lower case, or empty
/// @param evidence ids
record KeyFigure(
    String id,
    String what,
    String value,
    String unit,
    String low,
    String high,
    String confidence,
    List<String> evidence) {
  KeyFigure {
    evidence = List.copyOf(evidence);
  }
}
