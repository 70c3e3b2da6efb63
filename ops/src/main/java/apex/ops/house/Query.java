package apex.ops.house;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The parameters of an address, in order; absent ones are left out.
public final class Query {
  private final Map<String, String> parameters = new LinkedHashMap<>();

  public Query with(String name, String value) {
    parameters.put(name, value);
    return this;
  }

  public Query with(String name, Optional<String> value) {
    value.ifPresent(present -> parameters.put(name, present));
    return this;
  }

  /// The path with what was given, escaped.
  public String of(String path) {
    return parameters.isEmpty() ? path : path + "?" + joined();
  }

  private String joined() {
    return parameters.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + escaped(entry.getValue()))
        .collect(Collectors.joining("&"));
  }

  /// One part of a path or a query.
  public static String escaped(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
