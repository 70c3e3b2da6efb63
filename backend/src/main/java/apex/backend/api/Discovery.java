package apex.backend.api;

import apex.backend.export.FocusVersion;
import apex.edge.http.Request;
import apex.edge.http.Response;
import apex.edge.mcp.ToolServer;
import apex.edge.socket.Handshake;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Permission;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/// `GET /api/discovery/services`: what this house can do and where, for any member. Made from the
/// addresses that the server answers by; all paths are of the origin that was asked, and nothing
/// says where a store or another process is.
final class Discovery {
  private static final List<Known> KNOWN =
      List.of(
          Known.of("api", "Everything that the page and the command line use", "http", "/api/")
              .speaking("1")
              .describedBy("openapi", "/openapi.json"),
          Known.of(
                  "export", "Usage for the tools of finance, as FOCUS rows", "http", "/api/export/")
              .speaking(words())
              .describedBy("openapi", "/openapi.json"),
          Known.of("import", "Usage from files", "http", "/api/usage/import")
              .speaking("1")
              .describedBy("openapi", "/openapi.json"),
          Known.of("telemetry", "Usage from OpenTelemetry, OTLP over HTTP", "otlp", "/v1/")
              .speaking("1")
              .describedBy("openapi", "/openapi.json"),
          Known.of("mcp", "Tools for other agents", "mcp", "/mcp")
              .speaking(ToolServer.versions().toArray(String[]::new)),
          Known.of("health", "How the house is, and why", "http", "/health").speaking("1"),
          Known.of("metrics", "Counts and times in Prometheus' text", "http", "/metrics"),
          Known.of("chat", "Questions and their events, frame by frame", "websocket", Api.SOCKET)
              .speaking(Handshake.PROTOCOL)
              .letting("ticket", "token")
              .checkedAs("websocket_service"),
          Known.of("auth", "Who you are: sign-in, sessions, members", "http", Api.AUTH)
              .speaking("1")
              .letting("anyone", "token")
              .checkedAs("auth_service"),
          Known.of("page", "What a person sees", "page", "/")
              .letting("anyone")
              .checkedAs("frontend_service"));

  private final String version;
  private final Supplier<List<Endpoint>> endpoints;
  private final Function<Request, Identity> callers;

  /// @param endpoints all that the server answers by
  /// @param callers who a request's token proves to be asking
  Discovery(
      String version, Supplier<List<Endpoint>> endpoints, Function<Request, Identity> callers) {
    this.version = version;
    this.endpoints = endpoints;
    this.callers = callers;
  }

  /// A service as it is declared: the addresses below its path are its own.
  ///
  /// @param access who may ask it, where its endpoints do not say
  private record Known(
      String name,
      String title,
      String kind,
      String path,
      List<String> versions,
      List<String> access,
      Optional<String> check,
      List<Document> documents) {
    static Known of(String name, String title, String kind, String path) {
      return new Known(name, title, kind, path, List.of(), List.of(), Optional.empty(), List.of());
    }

    Known speaking(String... words) {
      return new Known(name, title, kind, path, List.of(words), access, check, documents);
    }

    Known letting(String... who) {
      return new Known(name, title, kind, path, versions, List.of(who), check, documents);
    }

    Known checkedAs(String service) {
      return new Known(name, title, kind, path, versions, access, Optional.of(service), documents);
    }

    Known describedBy(String document, String at) {
      return new Known(
          name, title, kind, path, versions, access, check, List.of(new Document(document, at)));
    }
  }

  /// @param version of the house
  record Services(String version, List<Service> services) {}

  /// @param path where it begins, on the origin that was asked
  /// @param protocolVersions that it speaks; empty where there is no choice
  /// @param access `anyone`, `token`, `ingest_key` or `ticket`
  /// @param health where to ask how it is
  /// @param check its name there; null where it is the backend itself
  /// @param addresses of its endpoints, such as `GET /api/spend`; empty where another protocol
  ///   rules
  record Service(
      String name,
      String title,
      String kind,
      String path,
      List<String> protocolVersions,
      List<String> access,
      String health,
      Optional<String> check,
      List<Document> documents,
      List<String> addresses) {}

  record Document(String name, String path) {}

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
                "/api/discovery/services",
                Endpoint.Access.TOKEN,
                "What this house can do and where: services, protocols, documents",
                this::services)
            .answers(200, Services.class));
  }

  private Response services(Request request) {
    callers.apply(request).require(Permission.READ);
    return Response.json(new Services(version, KNOWN.stream().map(this::service).toList()));
  }

  private Service service(Known known) {
    var own =
        endpoints.get().stream().filter(endpoint -> known.equals(of(endpoint.path()))).toList();
    return new Service(
        known.name,
        known.title,
        known.kind,
        known.path,
        known.versions,
        known.access.isEmpty() ? access(own) : known.access,
        "/health",
        known.check,
        known.documents,
        own.stream().map(each -> each.method() + " " + each.path()).sorted().toList());
  }

  /// The service that an address belongs to: the one with the longest path that it begins with.
  private static Known of(String address) {
    return KNOWN.stream()
        .filter(known -> address.startsWith(known.path))
        .max(Comparator.comparing(known -> known.path.length()))
        .orElseThrow();
  }

  private static List<String> access(List<Endpoint> endpoints) {
    var words = new TreeSet<String>();
    for (var endpoint : endpoints)
      switch (endpoint.access()) {
        case ANYONE -> words.add("anyone");
        case TOKEN -> words.add("token");
        case KEY -> words.add("ingest_key");
        case TOKEN_OR_KEY -> words.addAll(List.of("token", "ingest_key"));
      }
    return List.copyOf(words);
  }

  private static String[] words() {
    return Arrays.stream(FocusVersion.values())
        .map(version -> version.word().toLowerCase(Locale.ROOT))
        .toArray(String[]::new);
  }
}
