package apex.kernel.failure;

/// Why a request failed and whose move it is. Clients match on the name, so names never change.
public enum ErrorCode {
  INVALID_REQUEST(Blame.CALLER, 400, "Correct the request as the message says and send it again."),
  INVALID_FRAME(Blame.CALLER, 400, "Send one JSON object with a known type in each text frame."),
  UNAUTHENTICATED(Blame.CALLER, 401, "Sign in again and use the new token."),
  INVALID_CREDENTIALS(Blame.CALLER, 401, "Check the address and the password."),
  TOKEN_EXPIRED(Blame.CALLER, 401, "Refresh the token, or sign in again."),
  SESSION_ENDED(Blame.CALLER, 401, "Sign in again: this session was ended."),
  FORBIDDEN(Blame.CALLER, 403, "Ask an owner of the workspace for the role this needs."),
  NOT_FOUND(Blame.CALLER, 404, "Check the id and the workspace you are signed in to."),
  METHOD_NOT_ALLOWED(Blame.CALLER, 405, "Use a method the address knows."),
  CONFLICT(Blame.CALLER, 409, "Read the present state and try again."),
  TOO_LARGE(Blame.CALLER, 413, "Send less at once; the message names the limit."),
  UNSUPPORTED_MEDIA_TYPE(Blame.CALLER, 415, "Send the media type the message names."),
  INVALID_DATA(Blame.CALLER, 422, "Correct the row the message names and import again."),
  RATE_LIMITED(Blame.LOAD, 429, "Wait as long as Retry-After says."),
  CANCELLED(Blame.CALLER, 409, "Nothing to do: it was stopped on request."),
  OVER_CAPACITY(Blame.LOAD, 503, "Try again in a moment."),
  DEADLINE_EXCEEDED(Blame.OURS, 504, "Try again; if it stays slow, ask the health page why."),
  DEPENDENCY_DOWN(Blame.OURS, 503, "Ask the health page which part is down and why."),
  NOT_READY(Blame.OURS, 503, "Wait until the house is ready and connect again."),
  CONFIGURATION(Blame.OURS, 500, "Correct the setting the message names and start again."),
  BUG(Blame.OURS, 500, "Report it with the id in the message; the log has the details.");

  private final Blame blame;
  private final int httpStatus;
  private final String remedy;

  ErrorCode(Blame blame, int httpStatus, String remedy) {
    this.blame = blame;
    this.httpStatus = httpStatus;
    this.remedy = remedy;
  }

  public Blame blame() {
    return blame;
  }

  public int httpStatus() {
    return httpStatus;
  }

  /// What the reader can do about it when the message gives nothing better.
  public String remedy() {
    return remedy;
  }

  /// Whether the very same request may succeed later.
  public boolean retryable() {
    return blame == Blame.LOAD || (blame == Blame.OURS && httpStatus > 500);
  }
}
