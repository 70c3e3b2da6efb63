package apex.kernel.failure;

/// The one exception of the house: a code that clients match on, and a message with the rule and
/// the value. The edge turns it into a response; nothing else does.
public final class ApexException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  public ApexException(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  public ApexException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public ErrorCode code() {
    return code;
  }
}
