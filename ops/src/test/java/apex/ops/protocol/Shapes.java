package apex.ops.protocol;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Holds texts against the JSON Schemas in docs/protocol:
///
/// ```java
/// assertThat(Shapes.faults("run_event", line)).isEmpty();
/// ```
public final class Shapes {
  private static final String BASE = "https://netra-apex.invalid/protocol/";
  private static final String SUFFIX = ".schema.json";
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12, registry -> registry.schemas(all()));

  private Shapes() {}

  /// What breaks the shape, one sentence each; empty when `json` is of that shape.
  public static List<String> faults(String shape, String json) {
    if (!Files.exists(folder().resolve(shape + SUFFIX)))
      throw new IllegalArgumentException("docs/protocol has no " + shape + SUFFIX);
    return SCHEMAS
        .getSchema(SchemaLocation.of(BASE + shape + SUFFIX))
        .validate(json, InputFormat.JSON)
        .stream()
        .map(Error::toString)
        .toList();
  }

  private static Map<String, String> all() {
    var folder = folder();
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(named(SUFFIX))
          .collect(Collectors.toMap(file -> BASE + folder.relativize(file), Shapes::text));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Predicate<Path> named(String suffix) {
    return file -> file.getFileName().toString().endsWith(suffix);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// From the root of the checkout, also when a test runs in the folder of its module.
  private static Path folder() {
    for (var at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      var found = at.resolve("docs/protocol");
      if (Files.isDirectory(found)) return found;
    }
    throw new IllegalStateException("no docs/protocol above the working folder");
  }
}
