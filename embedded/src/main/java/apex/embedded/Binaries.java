package apex.embedded;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// The executables that came with the build as jars, unpacked once per machine.
record Binaries(CacheFolder cache, Platform platform) {
  /// The folder with PostgreSQL's `bin`, `lib` and `share`.
  Path postgres() {
    var archive = resource(platform.postgres());
    return PostgresUser.current()
        .cache(cache)
        .entry("postgres-" + fingerprint(archive), folder -> untar(archive, folder));
  }

  Path redisServer() {
    var program = resource(platform.redis());
    var folder = cache.entry("redis-" + fingerprint(program), place -> copy(program, place));
    return folder.resolve("redis-server");
  }

  private static void copy(URL program, Path folder) throws IOException {
    var file = folder.resolve("redis-server");
    try (var in = program.openStream()) {
      Files.copy(in, file);
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void untar(URL archive, Path folder) throws IOException {
    try (var tar = new TarArchiveInputStream(new XZInputStream(archive.openStream()))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry())
        write(entry, tar, folder);
    }
  }

  private static void write(TarArchiveEntry entry, InputStream content, Path folder)
      throws IOException {
    var file = folder.resolve(entry.getName()).normalize();
    if (!file.startsWith(folder)) throw new IOException("outside its folder: " + entry.getName());
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.getParent());
    if (entry.isSymbolicLink()) Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
    else Files.copy(content, file);
    if (entry.isFile() && !entry.isSymbolicLink()) permit(file, entry.getMode());
  }

  private static void permit(Path file, int mode) throws IOException {
    var runnable = (mode & 0100) != 0;
    Files.setPosixFilePermissions(
        file, PosixFilePermissions.fromString(runnable ? "rwxr-xr-x" : "rw-r--r--"));
  }

  private static URL resource(String name) {
    return Optional.ofNullable(Binaries.class.getResource("/" + name))
        .orElseThrow(
            () -> new ApexException(ErrorCode.BUG, name + " is missing from the class path"));
  }

  /// The jar already knows its entries' checksums, so nothing is read to find the cached copy.
  private static String fingerprint(URL resource) {
    try {
      var connection = resource.openConnection();
      if (connection instanceof JarURLConnection jar)
        return "%08x-%d".formatted(jar.getJarEntry().getCrc(), jar.getJarEntry().getSize());
      return "%x-%d".formatted(connection.getLastModified(), connection.getContentLengthLong());
    } catch (IOException unreadable) {
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN, resource + " could not be read", unreadable);
    }
  }
}
