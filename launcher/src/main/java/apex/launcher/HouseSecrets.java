package apex.launcher;

import apex.edge.json.Json;
import apex.embedded.Passwords;
import apex.embedded.PrivateFile;
import apex.embedded.Stores;
import apex.kernel.environment.Secret;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;

/// What one house keeps from everyone: generated at its first start, kept in `secrets.json` of mode
/// 0600, the same ever after, since the data is encrypted and guarded with them.
///
/// @param stores the stores' passwords
/// @param keyEncryption base64 of 32 bytes, under which auth keeps its signing keys
/// @param service what auth and backend know each other by
record HouseSecrets(Stores.Keys stores, Secret keyEncryption, Secret service) {
  private static final String FILE = "secrets.json";

  /// The file's form: plain texts.
  private record Kept(
      String superuser,
      String auth,
      String backend,
      String redis,
      String clickhouse,
      String keyEncryption,
      String service) {}

  /// Those of `home`; refuses a file that others can read.
  static HouseSecrets of(Home home) {
    var file = home.file(FILE);
    try {
      if (!Files.exists(file)) return fresh().kept(file);
      if (!PrivateFile.closed(file)) throw open(file);
      return from(Json.read(Files.readString(file), Kept.class));
    } catch (IOException failed) {
      throw Home.unusable(home.path(), failed);
    }
  }

  private static HouseSecrets fresh() {
    var key = new byte[32];
    new SecureRandom().nextBytes(key);
    return new HouseSecrets(
        Stores.Keys.fresh(),
        new Secret(Base64.getEncoder().encodeToString(key)),
        Passwords.fresh());
  }

  private HouseSecrets kept(Path file) throws IOException {
    var texts = new LinkedHashMap<String, String>();
    texts.put("superuser", stores.superuser().reveal());
    texts.put("auth", stores.auth().reveal());
    texts.put("backend", stores.backend().reveal());
    texts.put("redis", stores.redis().reveal());
    texts.put("clickhouse", stores.clickhouse().reveal());
    texts.put("key_encryption", keyEncryption.reveal());
    texts.put("service", service.reveal());
    PrivateFile.write(file, Json.write(texts) + "\n");
    return this;
  }

  private static HouseSecrets from(Kept kept) {
    var stores =
        new Stores.Keys(
            new Secret(kept.superuser()),
            new Secret(kept.auth()),
            new Secret(kept.backend()),
            new Secret(kept.redis()),
            new Secret(kept.clickhouse()));
    return new HouseSecrets(stores, new Secret(kept.keyEncryption()), new Secret(kept.service()));
  }

  private static ApexException open(Path file) {
    return new ApexException(
        ErrorCode.FORBIDDEN,
        file + " must be readable by its owner only",
        "chmod 600 " + file + ", and begin a new house if others may have read it.");
  }
}
