package apex.kernel.failure;

/// The one exception of the house: a code that clients match on, and a message with the rule and
/// the value. The edge turns it into a response; nothing else does.
public final class ApexException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String remedy;

  public ApexException(ErrorCode code, String message) {
    this(code, message, code.remedy());
  }

  /// With a remedy that fits this case better than the code's own.
  public ApexException(ErrorCode code, String message, String remedy) {
    super(message);
    this.code = code;
    this.remedy = remedy;
  }

  public ApexException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.remedy = code.remedy();
  }

  public ErrorCode code() {
    return code;
  }

  /// Never null: every constructor asks for it.
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /// What the reader can do about it.
  public String remedy() {
    return remedy;
  }
}
