package apex.backend.ingestion;

/// Leaves the reading of one row at the first rule it breaks; never leaves this package. Costs no
/// stack trace: a file may hold millions of them.
final class RefusedRow extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final RejectionReason reason;
  private final String column;
  private final String value;
  private final String rule;

  RefusedRow(RejectionReason reason, String column, String value, String rule) {
    super(rule, null, false, false);
    this.reason = reason;
    this.column = column;
    this.value = Shown.of(value);
    this.rule = rule;
  }

  Rejection at(long line) {
    return new Rejection(reason, line, column, value, rule);
  }
}
