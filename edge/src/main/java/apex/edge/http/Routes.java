package apex.edge.http;

import apex.edge.socket.SocketEndpoint;
import apex.edge.socket.SocketLimits;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;

/// Which handler answers which address. `{name}` in a path stands for one segment, `/prefix/**` for
/// everything below; a path with fewer of them is preferred. HEAD is answered as GET without the
/// body.
public final class Routes {
  private final List<Route> routes;
  private final Map<String, SocketRoute> sockets;

  /// @param bodyBytesMax the route's own limit; absent means the server's
  record Route(String method, Pattern pattern, OptionalLong bodyBytesMax, Handler handler) {}

  /// A route that fits, with what its path holds.
  record Match(Route route, Map<String, String> parameters) {}

  record SocketRoute(SocketEndpoint endpoint, SocketLimits limits) {}

  private Routes(List<Route> routes, Map<String, SocketRoute> sockets) {
    this.routes =
        routes.stream().sorted(Comparator.comparing(route -> route.pattern().loose())).toList();
    this.sockets = Map.copyOf(sockets);
  }

  public static Builder builder() {
    return new Builder();
  }

  /// Finds the route, or refuses with NOT_FOUND or METHOD_NOT_ALLOWED.
  Match match(String method, String path) {
    var wanted = method.equals("HEAD") ? "GET" : method;
    var segments = Pattern.segments(path);
    var known = new TreeSet<String>();
    for (var route : routes) {
      var parameters = route.pattern().match(segments);
      if (parameters.isEmpty()) continue;
      if (!known.isEmpty() && route.pattern().rest()) break; // no file stands at a known address
      if (route.method().equals(wanted) || route.method().equals("*"))
        return new Match(route, parameters.get());
      known.add(route.method());
    }
    if (known.isEmpty())
      throw new ApexException(ErrorCode.NOT_FOUND, "there is nothing at " + path);
    throw new ApexException(
        ErrorCode.METHOD_NOT_ALLOWED,
        "%s is not known at %s".formatted(method, path),
        "Use " + String.join(", ", known) + ".");
  }

  /// Every address as it was declared, such as `GET /api/runs/{id}`; the method `*` stands for any.
  public List<String> addresses() {
    return routes.stream()
        .map(route -> route.method() + " " + route.pattern().text())
        .sorted()
        .toList();
  }

  /// The WebSocket endpoints by their path.
  Map<String, SocketRoute> sockets() {
    return sockets;
  }

  /// The methods known at `path`, for the Allow header.
  List<String> methods(String path) {
    var segments = Pattern.segments(path);
    var fitting =
        routes.stream().filter(route -> route.pattern().match(segments).isPresent()).toList();
    boolean exact = fitting.stream().anyMatch(route -> !route.pattern().rest());
    return fitting.stream()
        .filter(route -> !exact || !route.pattern().rest())
        .map(Route::method)
        .distinct()
        .sorted()
        .toList();
  }

  /// Collects routes. Not shared between threads.
  public static final class Builder {
    private final List<Route> routes = new ArrayList<>();
    private final Map<String, SocketRoute> sockets = new HashMap<>();

    public Builder get(String path, Handler handler) {
      return add("GET", path, OptionalLong.empty(), handler);
    }

    public Builder post(String path, Handler handler) {
      return add("POST", path, OptionalLong.empty(), handler);
    }

    public Builder put(String path, Handler handler) {
      return add("PUT", path, OptionalLong.empty(), handler);
    }

    public Builder delete(String path, Handler handler) {
      return add("DELETE", path, OptionalLong.empty(), handler);
    }

    /// A POST whose body may have up to `bytesMax` bytes; the handler reads it as a stream.
    public Builder upload(String path, long bytesMax, Handler handler) {
      return add("POST", path, OptionalLong.of(bytesMax), handler);
    }

    /// Every method below `prefix` goes to another origin.
    public Builder forward(String prefix, Forward forward) {
      return add("*", prefix + "/**", OptionalLong.of(forward.bodyBytesMax()), forward);
    }

    /// The files of a built page; addresses of the page itself get its `index.html`.
    public Builder files(Path folder) {
      return add("GET", "/**", OptionalLong.empty(), new StaticFiles(folder));
    }

    /// WebSocket connections at exactly this path.
    public Builder socket(String path, SocketLimits limits, SocketEndpoint endpoint) {
      sockets.put(path, new SocketRoute(endpoint, limits));
      return get(path, Builder::notASocket);
    }

    public Routes build() {
      return new Routes(routes, sockets);
    }

    private Builder add(String method, String path, OptionalLong bodyBytesMax, Handler handler) {
      routes.add(new Route(method, Pattern.of(path), bodyBytesMax, handler));
      return this;
    }

    private static Response notASocket(Request request) {
      throw new ApexException(
          ErrorCode.INVALID_REQUEST,
          request.path() + " speaks WebSocket only",
          "Open a WebSocket here: send Upgrade: websocket.");
    }
  }
}
