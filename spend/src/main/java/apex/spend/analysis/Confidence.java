package apex.spend.analysis;

/// How sure a saving is, surest first.
public enum Confidence {
  /// Money already spent on provable waste.
  MEASURED,
  /// The same tokens under another rule or list price: exact arithmetic.
  MODELLED,
  /// Assumes how people or models behave: an interval is required.
  ESTIMATED,
  /// Needs an experiment first: never in a total.
  HYPOTHESIS
}
