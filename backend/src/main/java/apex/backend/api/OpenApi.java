package apex.backend.api;

import apex.edge.http.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The description of the HTTP interface, made from the very declarations that the server answers
/// by.
final class OpenApi {
  private OpenApi() {}

  static Map<String, Object> of(List<Endpoint> endpoints, String version) {
    var paths = new LinkedHashMap<String, Map<String, Object>>();
    for (var endpoint : endpoints)
      paths
          .computeIfAbsent(endpoint.path(), _ -> new LinkedHashMap<>())
          .put(endpoint.method().toLowerCase(Locale.ROOT), operation(endpoint));
    var document = new LinkedHashMap<String, Object>();
    document.put("openapi", "3.1.0");
    document.put("info", Map.of("title", "Netra Apex", "version", version));
    document.put("paths", paths);
    document.put("components", components());
    return document;
  }

  private static Map<String, Object> components() {
    return Map.of(
        "schemas", Map.of("problem", Shapes.of(Problem.class)),
        "securitySchemes",
            Map.of(
                "token", Map.of("type", "http", "scheme", "bearer", "bearerFormat", "JWT"),
                "key",
                    Map.of(
                        "type",
                        "http",
                        "scheme",
                        "bearer",
                        "description",
                        "an ingest key, apx_…")));
  }

  private static Map<String, Object> operation(Endpoint endpoint) {
    var operation = new LinkedHashMap<String, Object>();
    operation.put("summary", endpoint.summary());
    operation.put("parameters", parameters(endpoint));
    endpoint
        .body()
        .ifPresent(body ->
            operation.put(
                "requestBody",
                Map.of("required", true, "content", content(body.mediaType(), body.shape()))));
    operation.put("responses", responses(endpoint));
    operation.put("security", security(endpoint.access()));
    return operation;
  }

  private static List<Map<String, Object>> parameters(Endpoint endpoint) {
    var parameters = new ArrayList<Map<String, Object>>();
    for (var name : endpoint.parameters())
      parameters.add(
          Map.of("name", name, "in", "path", "required", true, "schema", Map.of("type", "string")));
    endpoint
        .query()
        .forEach((name, meaning) ->
            parameters.add(
                Map.of(
                    "name",
                    name,
                    "in",
                    "query",
                    "required",
                    false,
                    "description",
                    meaning,
                    "schema",
                    Map.of("type", "string"))));
    return parameters;
  }

  private static Map<String, Object> responses(Endpoint endpoint) {
    var responses = new LinkedHashMap<String, Object>();
    endpoint
        .answers()
        .forEach((status, shape) ->
            responses.put(
                status.toString(), response(shape, status == 200 ? endpoint.texts() : List.of())));
    responses.put(
        "default",
        Map.of(
            "description",
            "a failure",
            "content",
            Map.of(
                "application/problem+json",
                Map.of("schema", Map.of("$ref", "#/components/schemas/problem")))));
    return responses;
  }

  private static Map<String, Object> response(Class<?> shape, List<String> texts) {
    if (shape == Void.class) return Map.of("description", "done, no content");
    var mediaType = shape == String.class ? "text/plain" : "application/json";
    var content = new LinkedHashMap<>(content(mediaType, shape));
    texts.forEach(text -> content.putAll(content(text, String.class)));
    return Map.of("description", "the answer", "content", content);
  }

  private static Map<String, Object> content(String mediaType, Class<?> shape) {
    return Map.of(mediaType, Map.of("schema", Shapes.of(shape)));
  }

  private static List<Map<String, Object>> security(Endpoint.Access access) {
    return switch (access) {
      case ANYONE -> List.of();
      case TOKEN -> List.of(Map.of("token", List.of()));
      case KEY -> List.of(Map.of("key", List.of()));
      case TOKEN_OR_KEY -> List.of(Map.of("token", List.of()), Map.of("key", List.of()));
    };
  }
}
