package apex.auth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/// Which build this is.
final class Version {
  private Version() {}

  static String current() {
    try (var in = Version.class.getResourceAsStream("version.properties")) {
      var properties = new Properties();
      if (in != null) properties.load(in);
      return properties.getProperty("version", "unknown");
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
