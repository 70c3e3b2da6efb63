package apex.backend.api;

import apex.edge.http.Request;
import apex.edge.token.TokenVerifier;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Permission;

/// Says who sends a request: only a verified access token counts.
final class Callers {
  private final TokenVerifier verifier;
  private final Guests guests;

  Callers(TokenVerifier verifier, Guests guests) {
    this.verifier = verifier;
    this.guests = guests;
  }

  /// UNAUTHENTICATED, TOKEN_EXPIRED or SESSION_ENDED without a good token.
  Identity identify(Request request) {
    var token = request.bearer();
    var identity = verifier.identify(token);
    guests.welcome(identity, token.orElseThrow());
    return identity;
  }

  /// As [#identify], and FORBIDDEN when the role may not.
  Identity permitted(Request request, Permission permission) {
    var identity = identify(request);
    identity.require(permission);
    return identity;
  }
}
