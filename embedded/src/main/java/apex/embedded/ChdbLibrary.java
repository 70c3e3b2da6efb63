package apex.embedded;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/// ClickHouse's library on this machine: fetched once through npm in exactly this version, verified
/// by npm against the registry and by us against the checksum below, and kept in the cache that all
/// clones share. 178 MB to fetch, 566 MB on disk.
public record ChdbLibrary(CacheFolder cache, Consumer<String> progress) {
  public static final String VERSION = "26.7.3-stable.1";

  /// The checksum of the package, by platform. A platform without one trusts npm's own verification
  /// and is kept under the checksum it turned out to have.
  private static final Map<String, String> SHA256 =
      Map.of("linux-x64", "c0d32b129e988f2b9a9a31c9141aecf5e1e2453f9a079efc4d36ab8e3f92b2ad");

  private static final long MEGABYTE = 1_000_000;

  /// The library's file, fetched now when it is not there yet.
  public Path file() {
    var platform = Platform.current();
    var key = Optional.ofNullable(SHA256.get(platform.name())).orElse(nameOf(platform));
    return cache.entry(key, folder -> fetch(platform, folder)).resolve(platform.library());
  }

  /// Whether it is there already, so that nothing needs to be fetched.
  public boolean present() {
    var platform = Platform.current();
    var key = Optional.ofNullable(SHA256.get(platform.name())).orElse(nameOf(platform));
    return Files.exists(cache.path().resolve(key).resolve(platform.library()));
  }

  private static String nameOf(Platform platform) {
    return platform.chdb().replaceAll("[@/]", "") + "-" + VERSION;
  }

  private void fetch(Platform platform, Path folder) throws IOException {
    progress.accept("ClickHouse's library: fetching 178 MB through npm, once for this machine");
    var archive = packed(platform, folder);
    progress.accept(
        "ClickHouse's library: %d MB fetched, verifying and unpacking"
            .formatted(Files.size(archive) / MEGABYTE));
    var checksum = unpack(archive, platform, folder);
    var expected = SHA256.getOrDefault(platform.name(), checksum);
    if (!checksum.equals(expected))
      throw new IOException(
          "%s has the checksum %s, expected %s".formatted(archive, checksum, expected));
    Files.delete(archive);
    progress.accept(
        "ClickHouse's library: %d MB in %s"
            .formatted(Files.size(folder.resolve(platform.library())) / MEGABYTE, cache.path()));
  }

  private Path packed(Platform platform, Path folder) throws IOException {
    var asked = platform.chdb() + "@" + VERSION;
    var npm =
        new ProcessBuilder(
                List.of("npm", "pack", asked, "--pack-destination", folder.toString(), "--silent"))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("npm.log").toFile());
    var ended = run(npm, folder);
    try (var files = Files.newDirectoryStream(folder, "*.tgz")) {
      var found = files.iterator();
      if (ended == 0 && found.hasNext()) return found.next();
    }
    throw unavailable(asked, Files.readString(folder.resolve("npm.log")).strip());
  }

  private int run(ProcessBuilder npm, Path folder) throws IOException {
    try {
      var process = npm.start();
      while (!process.waitFor(5, java.util.concurrent.TimeUnit.SECONDS))
        progress.accept("ClickHouse's library: still fetching …");
      return process.exitValue();
    } catch (IOException noNpm) {
      Files.writeString(folder.resolve("npm.log"), "npm is not on the PATH");
      return 127;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stop);
    }
  }

  private static ApexException unavailable(String asked, String said) {
    return new ApexException(
        ErrorCode.DEPENDENCY_DOWN,
        "ClickHouse's library for this platform (%s) could not be fetched through npm%s"
            .formatted(asked, said.isEmpty() ? "" : ": " + said.lines().findFirst().orElse("")),
        "Set CLICKHOUSE_URL, CLICKHOUSE_USER and CLICKHOUSE_PASSWORD to a ClickHouse server of yours, or install Node and check npm's connection.");
  }

  /// Takes the library out of the package; answers the package's checksum.
  private static String unpack(Path archive, Platform platform, Path folder) throws IOException {
    var digest = sha256();
    try (var raw = new DigestInputStream(Files.newInputStream(archive), digest)) {
      var tar = new TarArchiveInputStream(new GZIPInputStream(raw, 1 << 16));
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry())
        if (entry.getName().equals("package/" + platform.library()))
          Files.copy(tar, folder.resolve(platform.library()));
      raw.transferTo(java.io.OutputStream.nullOutputStream());
    }
    if (!Files.exists(folder.resolve(platform.library())))
      throw new IOException(archive + " holds no " + platform.library());
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
