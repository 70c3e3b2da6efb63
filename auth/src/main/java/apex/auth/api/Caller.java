package apex.auth.api;

import apex.auth.account.Client;
import apex.edge.http.Forward;
import apex.edge.http.Request;
import apex.edge.http.ServiceSecret;

/// Who connects. The backend tells on whose behalf; without its secret nobody is believed.
record Caller(ServiceSecret secret) {
  Client of(Request request) {
    var forwarded =
        secret.matches(request.header(Forward.SECRET_HEADER))
            ? request.header(Forward.ADDRESS_HEADER)
            : java.util.Optional.<String>empty();
    return new Client(forwarded.orElse(request.remote()), request.header("user-agent").orElse(""));
  }
}
