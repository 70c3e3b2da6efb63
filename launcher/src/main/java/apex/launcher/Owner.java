package apex.launcher;

import apex.edge.json.Json;
import apex.embedded.Passwords;
import apex.embedded.PrivateFile;
import apex.kernel.environment.Environment;
import apex.kernel.environment.Secret;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.house.HouseFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;

/// Who owns the first workspace of a house. The password comes from settings, or is 128 random bits
/// written once to `credentials.json`, which only its owner may read.
///
/// @param kept whether the file may be written: never over the sign-in of an older owner
record Owner(String email, Secret password, boolean kept) {
  private static final String EMAIL = "owner@apex.local";

  /// The owner as settings say, or as the house's file remembers; generated for a new house. Empty
  /// when the file of a house with accounts was taken away: their passwords are nowhere else.
  static Optional<Owner> of(Environment environment, Home home, boolean newHouse) {
    var email = HouseSettings.given(environment, "APEX_OWNER_EMAIL").orElse(EMAIL);
    var password = HouseSettings.given(environment, "APEX_OWNER_PASSWORD").map(Secret::new);
    if (password.isPresent()) return password.map(given -> new Owner(email, given, newHouse));
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
