package apex.embedded;

import apex.kernel.environment.Environment;
import apex.kernel.environment.Setting;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;

/// Large files that every clone on this machine shares, each in a folder named for its content. An
/// entry is there whole or not at all: it is filled beside its place, by one process at a time, and
/// moved there in one step.
public record CacheFolder(Path path) {
  static final Setting<String> CACHE_HOME =
      Setting.text("XDG_CACHE_HOME", "where caches are kept; ~/.cache when empty", "");

  public static CacheFolder from(Environment environment) {
    var home = environment.read(CACHE_HOME).get(CACHE_HOME);
    var base = home.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(home);
    return new CacheFolder(base.resolve("apex"));
  }

  /// Puts the files of an entry into the folder it is given.
  interface Filler {
    void fill(Path folder) throws IOException;
  }

  /// The folder of `key`, filled by `filler` when it is not there yet. Waits while another process
  /// fills it.
  Path entry(String key, Filler filler) {
    var place = path.resolve(key);
    if (Files.isDirectory(place)) return place;
    try {
      Files.createDirectories(path);
      return lockedEntry(place, filler);
    } catch (IOException failed) {
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN,
          "the cache folder %s could not be filled (%s): free some space or set XDG_CACHE_HOME to a folder that can be written"
              .formatted(path, Reason.of(failed)),
          failed);
    }
  }

  private Path lockedEntry(Path place, Filler filler) throws IOException {
    var lockFile = path.resolve(place.getFileName() + ".lock");
    try (var channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var held = channel.lock()) {
      if (!Files.isDirectory(place)) fill(place, filler);
      return held.isValid() ? place : lockedEntry(place, filler);
    }
  }

  private static void fill(Path place, Filler filler) throws IOException {
    var half = place.resolveSibling(place.getFileName() + ".half");
    delete(half);
    Files.createDirectories(half);
    filler.fill(half);
    Files.move(half, place, StandardCopyOption.ATOMIC_MOVE);
  }

  /// Deletes `folder` and all in it; changes nothing when it is not there.
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) return;
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
    }
  }
}
