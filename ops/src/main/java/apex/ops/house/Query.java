package apex.ops.house;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The parameters of an address, in order; absent ones are left out.
public final class Query {
  private final List<Map.Entry<String, String>> parameters = new ArrayList<>();

  public Query with(String name, String value) {
    parameters.add(Map.entry(name, value));
    return this;
  }

  public Query with(String name, Optional<String> value) {
    value.ifPresent(present -> with(name, present));
    return this;
  }

  /// The same name once for each value.
  public Query withAll(String name, List<String> values) {
    values.forEach(value -> with(name, value));
    return this;
  }

  /// The path with what was given, escaped.
  public String of(String path) {
    return parameters.isEmpty() ? path : path + "?" + joined();
  }

  private String joined() {
    return parameters.stream()
        .map(entry -> entry.getKey() + "=" + escaped(entry.getValue()))
        .collect(Collectors.joining("&"));
  }

  /// One part of a path or a query.
  public static String escaped(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
