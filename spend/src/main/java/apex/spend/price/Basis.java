package apex.spend.price;

/// Why we believe that a price was in force.
public enum Basis {
  /// The book says since when.
  DATED,
  /// A list price without a date: it may have been another one then.
  UNDATED_LIST,
  /// Set by the workspace.
  OVERRIDE
}
