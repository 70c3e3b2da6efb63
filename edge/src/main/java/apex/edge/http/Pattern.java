package apex.edge.http;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The form of a path: literal segments, `{name}` for any one, `**` for all that follow.
record Pattern(List<String> segments) {
  Pattern {
    segments = List.copyOf(segments);
  }

  static Pattern of(String path) {
    return new Pattern(List.of(path.substring(1).split("/", -1)));
  }

  /// As it was declared.
  String text() {
    return "/" + String.join("/", segments);
  }

  /// The decoded segments of a raw path.
  static List<String> segments(String path) {
    return Arrays.stream(path.substring(1).split("/", -1)).map(Request::decoded).toList();
  }

  /// How much it leaves open; a smaller number is preferred.
  int loose() {
    int open = (int) segments.stream().filter(Pattern::open).count();
    return rest() ? 1_000 - segments.size() : open;
  }

  /// What the path holds at each `{name}`, or nothing when it does not fit.
  Optional<Map<String, String>> match(List<String> path) {
    int fixed = rest() ? segments.size() - 1 : segments.size();
    if (rest() ? path.size() < fixed : path.size() != fixed) return Optional.empty();
    var parameters = new HashMap<String, String>();
    for (int i = 0; i < fixed; i++) {
      var segment = segments.get(i);
      if (open(segment)) parameters.put(segment.substring(1, segment.length() - 1), path.get(i));
      else if (!segment.equals(path.get(i))) return Optional.empty();
    }
    return Optional.of(parameters);
  }

  /// Whether it fits everything below a prefix.
  boolean rest() {
    return segments.getLast().equals("**");
  }

  private static boolean open(String segment) {
    return segment.startsWith("{");
  }
}
