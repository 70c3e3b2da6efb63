package apex.launcher;

import apex.edge.json.Json;
import apex.embedded.Passwords;
import apex.embedded.PrivateFile;
import apex.kernel.environment.Environment;
import apex.kernel.environment.Secret;
import apex.kernel.environment.Setting;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.house.HouseFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.Function;

/// Who owns the first workspace of a house. The password comes from settings, or is 128 random bits
/// written once to `credentials.json`, which only its owner may read.
///
/// @param kept whether the file may be written: never over the sign-in of an older owner
record Owner(String email, Secret password, boolean kept) {
  static final Setting<String> EMAIL =
      Setting.text(
          "APEX_OWNER_EMAIL", "who owns a new house's first workspace", "owner@apex.local");
  static final Setting<String> PASSWORD =
      new Setting<>(
          "APEX_OWNER_PASSWORD",
          "the owner's password in a new house; generated when empty",
          Optional.of(""),
          Function.identity(),
          true);

  /// The owner as settings say, or as the house's file remembers; generated for a new house. Empty
  /// when the file of a house with accounts was taken away: their passwords are nowhere else.
  static Optional<Owner> of(Environment environment, Home home, boolean newHouse) {
    var values = environment.read(EMAIL, PASSWORD);
    var email = values.get(EMAIL);
    if (!values.get(PASSWORD).isEmpty())
      return Optional.of(new Owner(email, new Secret(values.get(PASSWORD)), newHouse));
    var kept = new HouseFolder(home.path()).credentials();
    if (kept.isPresent())
      return kept.map(k -> new Owner(k.credentials().email(), k.credentials().password(), true));
    return newHouse ? Optional.of(new Owner(email, Passwords.fresh(), true)) : Optional.empty();
  }

  /// Where `keep` writes.
  static Path file(Home home) {
    return home.file("credentials.json");
  }

  /// Writes the file for a house that answers at `address`, so that clients on this machine find
  /// their way in.
  void keep(Home home, String address) {
    if (!kept) return;
    var file = file(home);
    try {
      if (Files.exists(file) && !PrivateFile.closed(file)) throw open(file);
      var texts = new LinkedHashMap<String, String>();
      texts.put("address", address);
      texts.put("email", email);
      texts.put("password", password.reveal());
      PrivateFile.write(file, Json.write(texts) + "\n");
    } catch (IOException failed) {
      throw Home.unusable(home.path(), failed);
    }
  }

  private static ApexException open(Path file) {
    return new ApexException(
        ErrorCode.FORBIDDEN,
        file + " must be readable by its owner only",
        "chmod 600 " + file + ", and change the password if others may have read it.");
  }
}
