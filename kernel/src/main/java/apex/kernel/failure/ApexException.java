package apex.kernel.failure;

import java.util.Optional;

/// The one exception of the house: a code that clients match on, and a message with the rule and
/// the value. The edge turns it into a response; nothing else does.
public final class ApexException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String remedy;
  private final transient Optional<Failure> failure;

  public ApexException(ErrorCode code, String message) {
    this(code, message, code.remedy());
  }

  /// With a remedy that fits this case better than the code's own.
  public ApexException(ErrorCode code, String message, String remedy) {
    super(message);
    this.code = code;
    this.remedy = remedy;
    this.failure = Optional.empty();
  }

  public ApexException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.remedy = code.remedy();
    this.failure = Optional.empty();
  }

  /// Of a dependency whose own words were read.
  public ApexException(ErrorCode code, Failure failure, Throwable cause) {
    super(failure.cause(), cause);
    this.code = code;
    this.remedy = code.remedy();
    this.failure = Optional.of(failure);
  }

  /// What kind of failure it is, as the dependency said it or else as the code implies.
  public Failure failure() {
    return failure.orElseGet(() -> new Failure(implied(), getMessage(), code.retryable(), remedy));
  }

  private Category implied() {
    return switch (code) {
      case BUG -> Category.CALLER; // a statement or command of ours that is wrong in itself
      case CONFIGURATION, NOT_READY -> Category.CONFIGURATION;
      case DEADLINE_EXCEEDED -> Category.TIMEOUT;
      case OVER_CAPACITY, RATE_LIMITED -> Category.CAPACITY;
      case UNAUTHENTICATED, INVALID_CREDENTIALS, TOKEN_EXPIRED, SESSION_ENDED, FORBIDDEN ->
          Category.AUTHENTICATION;
      case INVALID_DATA, CONFLICT -> Category.DATA;
      case DEPENDENCY_DOWN -> ofTheCause();
      default -> Category.CALLER;
    };
  }

  private Category ofTheCause() {
    return Optional.ofNullable(getCause())
        .map(cause -> Thrown.read(cause).category())
        .or(() -> Phrases.read(getMessage()).map(Failure::category))
        .orElse(Category.UNREACHABLE);
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
