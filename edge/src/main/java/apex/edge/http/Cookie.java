package apex.edge.http;

import java.time.Duration;

/// A cookie that scripts cannot read and other sites cannot send: always HttpOnly and
/// SameSite=Strict.
///
/// @param path only requests below it carry the cookie
/// @param age how long the browser keeps it; zero removes it
/// @param secure only over TLS; false in development alone
public record Cookie(String name, String value, String path, Duration age, boolean secure) {
  public Cookie {
    if (!name.matches("[A-Za-z0-9_-]+")) throw new IllegalArgumentException("cookie name " + name);
    if (!value.matches("[A-Za-z0-9_.~-]*"))
      throw new IllegalArgumentException("the value of cookie " + name + " needs encoding");
  }

  /// Makes the browser forget the cookie of this name and path.
  public static Cookie removed(String name, String path, boolean secure) {
    return new Cookie(name, "", path, Duration.ZERO, secure);
  }

  String header() {
    return "%s=%s; Path=%s; Max-Age=%d; HttpOnly; SameSite=Strict%s"
        .formatted(name, value, path, age.toSeconds(), secure ? "; Secure" : "");
  }
}
