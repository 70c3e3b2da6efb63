package apex.auth.account;

/// Who connects, as far as the connection tells.
///
/// @param userAgent as the program names itself, at most 200 characters
public record Client(String address, String userAgent) {
  private static final int AGENT_CHARS_MAX = 200;

  public Client {
    if (userAgent.length() > AGENT_CHARS_MAX) userAgent = userAgent.substring(0, AGENT_CHARS_MAX);
  }
}
