package apex.backend.ingestion;

/// The rows of a file that were rejected for one reason, with the first of them.
public record RejectionKind(RejectionReason reason, long count, Rejection first) {
  RejectionKind plus(RejectionKind other) {
    return new RejectionKind(reason, count + other.count, first);
  }
}
