package apex.launcher;

import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Where a running house is, for programs: `house.json`. Holds no secret.
///
/// @param stores the addresses without their passwords
/// @param pids by the name of the part, the launcher's own included
/// @param credentials the file with the owner's sign-in
record HouseNote(
    String version,
    Instant startedAt,
    String page,
    String backend,
    String auth,
    Map<String, String> stores,
    Map<String, Long> pids,
    String credentials) {
  static final String VERSION = "0.1.0";
  private static final String FILE = "house.json";

  HouseNote {
    stores = Map.copyOf(stores);
    pids = Map.copyOf(pids);
  }

  /// Replaces the file as a whole.
  void write(Home home) {
    try {
      var half = home.file(FILE + ".half");
      Files.writeString(half, Json.write(this) + "\n");
      Files.move(
          half,
          home.file(FILE),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) {
      throw Home.unusable(home.path(), failed);
    }
  }

  static Optional<HouseNote> read(Path home) {
    var file = home.resolve(FILE);
    if (!Files.exists(file)) return Optional.empty();
    try {
      return Optional.of(Json.read(Files.readString(file), HouseNote.class));
    } catch (IOException unreadable) {
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN, file + " cannot be read: " + unreadable.getMessage());
    }
  }

  static void delete(Home home) {
    try {
      Files.deleteIfExists(home.file(FILE));
    } catch (IOException kept) {
      // It then names processes that are gone, which readers check for.
      return;
    }
  }
}
