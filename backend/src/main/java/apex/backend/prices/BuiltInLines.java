package apex.backend.prices;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Tables that come with the build, as lines: what reads them knows no file.
public final class BuiltInLines {
  private BuiltInLines() {}

  /// @param resource its name on the class path; a build without it is broken
  public static List<String> of(String resource) {
    try (var in = BuiltInLines.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) throw new IllegalStateException("the build lacks " + resource);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
