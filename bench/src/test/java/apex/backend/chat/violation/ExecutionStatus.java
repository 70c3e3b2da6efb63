package apex.backend.chat.violation;

/// Breaks: an enum has one home.
public enum ExecutionStatus {
  COMPLETED
}
