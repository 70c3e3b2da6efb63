package apex.auth.api;

import apex.edge.http.Cookie;
import apex.edge.http.Request;
import apex.kernel.environment.Secret;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.time.Duration;

/// The refresh token's way to the browser and back.
///
/// @param secure only over TLS; false in development alone
record RefreshCookie(Duration lifetime, boolean secure) {
  private static final String NAME = "apex_refresh";
  private static final String PATH = "/auth";

  Cookie holding(Secret token) {
    return new Cookie(NAME, token.reveal(), PATH, lifetime, secure);
  }

  Cookie removed() {
    return Cookie.removed(NAME, PATH, secure);
  }

  Secret of(Request request) {
    return request
        .cookie(NAME)
        .filter(value -> !value.isBlank())
        .map(Secret::new)
        .orElseThrow(() ->
            new ApexException(ErrorCode.UNAUTHENTICATED, "the cookie " + NAME + " is missing"));
  }
}
