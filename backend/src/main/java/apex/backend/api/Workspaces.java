package apex.backend.api;

import apex.edge.http.Request;
import apex.edge.http.Response;
import java.io.IOException;
import java.util.List;

/// The caller's workspaces: auth keeps them, the backend asks it with the caller's own token.
final class Workspaces {
  private final AuthService auth;
  private final Callers callers;

  Workspaces(AuthService auth, Callers callers) {
    this.auth = auth;
    this.callers = callers;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
                "/api/workspaces",
                Endpoint.Access.TOKEN,
                "The workspaces the caller belongs to",
                request -> pass("GET", request))
            .answers(200, Object.class),
        Endpoint.post(
                "/api/workspaces",
                Endpoint.Access.TOKEN,
                "A new workspace, owned by the caller",
                request -> pass("POST", request))
            .sent(NewWorkspace.class)
            .answers(201, Object.class));
  }

  /// What auth expects; it is auth who checks it.
  record NewWorkspace(
      String name, java.util.Optional<String> billingZone, java.util.Optional<Boolean> sample) {}

  private Response pass(String method, Request request) throws IOException {
    callers.identify(request);
    return auth.passed(method, "/auth/workspaces", request.bearer().orElseThrow(), request.bytes());
  }
}
