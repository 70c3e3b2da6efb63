package apex.edge.socket;

import apex.kernel.failure.Blame;
import apex.kernel.failure.ErrorCode;

/// Why a connection ended.
///
/// @param code as in RFC 6455; 1006 when it broke without a close frame
/// @param reason an error code's name, or words
public record Closing(int code, String reason) {
  public static final Closing GONE = new Closing(1006, "the connection broke");
  static final int GOING_AWAY = 1001;
  static final int PROTOCOL_ERROR = 1002;
  static final int INVALID_TEXT = 1007;
  static final int REFUSED = 1008;
  static final int TOO_BIG = 1009;
  static final int BROKEN = 1011;
  static final int LATER = 1013;
  private static final int REASON_BYTES_MAX = 123;

  public Closing {
    while (reason.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > REASON_BYTES_MAX)
      reason = reason.substring(0, reason.length() - 1);
  }

  /// 1008 when it is the caller's move, 1013 when the same may pass later, 1011 for a bug of ours.
  public static Closing of(ErrorCode why) {
    if (why == ErrorCode.RATE_LIMITED || why.blame() == Blame.CALLER)
      return new Closing(REFUSED, why.name());
    return new Closing(why.retryable() ? LATER : BROKEN, why.name());
  }
}
