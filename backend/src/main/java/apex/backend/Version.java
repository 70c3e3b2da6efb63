package apex.backend;

import java.util.Optional;

/// Which build this is.
final class Version {
  private Version() {}

  /// As in the jar's manifest; `0.1.0-SNAPSHOT` when run from class files.
  static String current() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("0.1.0-SNAPSHOT");
  }
}
