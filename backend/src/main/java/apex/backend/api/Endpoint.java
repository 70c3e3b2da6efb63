package apex.backend.api;

import apex.edge.http.Handler;
import apex.edge.http.Routes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// One address, declared once: the server answers by it and `/openapi.json` shows it.
///
/// @param path with `{name}` for one segment
/// @param query optional parameters by name, each with what it means
/// @param body what is sent, when something is
/// @param answers what is answered, by status
/// @param texts media types of the text that 200 may answer in its place
/// @param bodyBytesMax the address's own limit; absent means the server's
record Endpoint(
    String method,
    String path,
    Access access,
    String summary,
    Map<String, String> query,
    Optional<Body> body,
    Map<Integer, Class<?>> answers,
    List<String> texts,
    OptionalLong bodyBytesMax,
    Handler handler) {

  /// What a caller must show.
  enum Access {
    ANYONE,
    /// An access token.
    TOKEN,
    /// An ingest key, and no token.
    KEY,
    /// An access token or an ingest key.
    TOKEN_OR_KEY
  }

  /// @param shape a record, or a [String] for text that is no JSON
  record Body(String mediaType, Class<?> shape) {}

  Endpoint {
    query = new LinkedHashMap<>(query);
    answers = new LinkedHashMap<>(answers);
    texts = List.copyOf(texts);
  }

  static Endpoint get(String path, Access access, String summary, Handler handler) {
    return bare("GET", path, access, summary, handler);
  }

  static Endpoint post(String path, Access access, String summary, Handler handler) {
    return bare("POST", path, access, summary, handler);
  }

  static Endpoint put(String path, Access access, String summary, Handler handler) {
    return bare("PUT", path, access, summary, handler);
  }

  static Endpoint delete(String path, Access access, String summary, Handler handler) {
    return bare("DELETE", path, access, summary, handler);
  }

  private static Endpoint bare(
      String method, String path, Access access, String summary, Handler handler) {
    return new Endpoint(
        method,
        path,
        access,
        summary,
        Map.of(),
        Optional.empty(),
        Map.of(),
        List.of(),
        OptionalLong.empty(),
        handler);
  }

  /// With one more query parameter.
  Endpoint asking(String name, String meaning) {
    var more = new LinkedHashMap<>(query);
    more.put(name, meaning);
    return new Endpoint(
        method, path, access, summary, more, body, answers, texts, bodyBytesMax, handler);
  }

  Endpoint sent(Class<?> shape) {
    var json = Optional.of(new Body("application/json", shape));
    return new Endpoint(
        method, path, access, summary, query, json, answers, texts, bodyBytesMax, handler);
  }

  /// With a body that is read as it arrives.
  Endpoint streamed(String mediaType, long bytesMax) {
    return new Endpoint(
        method,
        path,
        access,
        summary,
        query,
        Optional.of(new Body(mediaType, String.class)),
        answers,
        texts,
        OptionalLong.of(bytesMax),
        handler);
  }

  Endpoint answers(int status, Class<?> shape) {
    var more = new LinkedHashMap<Integer, Class<?>>(answers);
    more.put(status, shape);
    return new Endpoint(
        method, path, access, summary, query, body, more, texts, bodyBytesMax, handler);
  }

  /// With text that is answered where the caller wishes it.
  Endpoint orText(List<String> mediaTypes) {
    return new Endpoint(
        method, path, access, summary, query, body, answers, mediaTypes, bodyBytesMax, handler);
  }

  /// Names in the path.
  List<String> parameters() {
    var names = new ArrayList<String>();
    for (var segment : path.split("/", -1))
      if (segment.startsWith("{")) names.add(segment.substring(1, segment.length() - 1));
    return names;
  }

  void addTo(Routes.Builder routes) {
    switch (method) {
      case "GET" -> routes.get(path, handler);
      case "POST" ->
          bodyBytesMax.ifPresentOrElse(
              max -> routes.upload(path, max, handler), () -> routes.post(path, handler));
      case "PUT" -> routes.put(path, handler);
      case "DELETE" -> routes.delete(path, handler);
      default -> throw new IllegalStateException("no endpoint has the method " + method);
    }
  }
}
