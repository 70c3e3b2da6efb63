package apex.backend.api;

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

/// Holds answers against the JSON Schemas in docs/protocol.
final class ProtocolShape {
  private static final String BASE = "https://netra-apex.invalid/protocol/";
  private static final Path FOLDER =
      Path.of(System.getProperty("apex.root", "..")).resolve("docs/protocol");
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          registry -> registry.schemas(id -> text(id.substring(BASE.length()))));

  private ProtocolShape() {}

  /// What breaks the shape; empty when `json` is of that shape.
  static List<String> faults(String shape, String json) {
    return SCHEMAS
        .getSchema(SchemaLocation.of(BASE + shape + ".schema.json"))
        .validate(json, InputFormat.JSON)
        .stream()
        .map(Error::toString)
        .toList();
  }

  private static String text(String file) {
    try {
      return Files.readString(FOLDER.resolve(file));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
