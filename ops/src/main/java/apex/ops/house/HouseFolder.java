package apex.ops.house;

import apex.edge.json.Json;
import apex.kernel.environment.Secret;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What a house on this machine left for its clients: where it is in `house.json`, how its owner
/// signs in in `credentials.json`, and the workspace chosen last in `choice.json`.
public record HouseFolder(Path path) {
  private static final EnumSet<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  /// The folder that `demo` uses below this one.
  public HouseFolder demo() {
    return new HouseFolder(path.resolve("demo"));
  }

  /// Where the house was when it last started; it may have stopped since.
  public Optional<URI> backend() {
    return read("house.json").map(house -> URI.create(house.path("backend").asString("")));
  }

  /// The addresses that a house left, without any secret.
  public record Note(
      String backend, String auth, String postgres, String redis, String clickHouse) {}

  /// Where the parts of the house were when it last started; they may have stopped since.
  public Optional<Note> note() {
    return read("house.json")
        .map(house ->
            new Note(
                house.path("backend").asString(""),
                house.path("auth").asString(""),
                house.path("stores").path("postgres").asString(""),
                house.path("stores").path("redis").asString(""),
                house.path("stores").path("clickhouse").asString("")));
  }

  public Path credentialsFile() {
    return path.resolve("credentials.json");
  }

  /// How the owner signs in; refuses a file that others can read.
  public Optional<Kept> credentials() {
    if (Files.exists(credentialsFile())) requirePrivate(credentialsFile());
    return read("credentials.json")
        .map(kept ->
            new Kept(
                URI.create(kept.path("address").asString("")),
                Credentials.of(
                    kept.path("email").asString(""), kept.path("password").asString(""))));
  }

  /// The owner's sign-in and the address it belongs to.
  public record Kept(URI address, Credentials credentials) {
    /// A password is only sent to the house that it was made for: the same host, or any port of
    /// this machine, since a restarted house may have moved.
    public boolean fits(URI backend) {
      return same(address, backend) || (loopback(address) && loopback(backend));
    }

    private static boolean same(URI one, URI other) {
      return Optional.ofNullable(one.getHost()).equals(Optional.ofNullable(other.getHost()))
          && one.getPort() == other.getPort();
    }

    private static boolean loopback(URI address) {
      var host = Optional.ofNullable(address.getHost()).orElse("");
      return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }
  }

  /// The workspace that the person with `email` chose last.
  public Optional<String> chosenWorkspace(String email) {
    return read("choice.json")
        .map(choice -> choice.path("workspaces").path(email).asString(""))
        .filter(id -> !id.isEmpty());
  }

  /// Remembers a workspace for the next commands. Not a secret.
  public void choose(String email, String workspaceId) {
    var text = Json.write(Map.of("workspaces", Map.of(email, workspaceId)));
    try {
      Files.createDirectories(path);
      Files.writeString(path.resolve("choice.json"), text + "\n");
    } catch (IOException unwritable) {
      throw new ApexException(
          ErrorCode.CONFIGURATION, "cannot remember the choice: " + unwritable, unwritable);
    }
  }

  /// Renews the kept password after a change, where it was kept for `email`.
  public void renewPassword(String email, Secret password) {
    credentials()
        .filter(kept -> kept.credentials().email().equals(email))
        .ifPresent(kept -> keep(kept.address(), new Credentials(email, password)));
  }

  /// Written beside and moved over, so that a crash leaves the old file or the new one.
  private void keep(URI address, Credentials credentials) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("address", address.toString());
    fields.put("email", credentials.email());
    fields.put("password", credentials.password().reveal());
    try {
      var owner =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
      var beside = Files.createTempFile(path, "credentials", ".new", owner);
      Files.writeString(beside, Json.write(fields) + "\n");
      Files.move(beside, credentialsFile(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException unwritable) {
      throw new ApexException(
          ErrorCode.CONFIGURATION,
          "the password is changed, but %s cannot be written: %s"
              .formatted(credentialsFile(), unwritable),
          "Write the new password into that file, or delete it.");
    }
  }

  private Optional<JsonNode> read(String name) {
    var file = path.resolve(name);
    if (!Files.exists(file)) return Optional.empty();
    try {
      return Optional.of(Json.tree(Files.readString(file)));
    } catch (IOException | JacksonException | ApexException broken) {
      throw new ApexException(
          ErrorCode.CONFIGURATION, "%s cannot be read: %s".formatted(file, broken), broken);
    }
  }

  private static void requirePrivate(Path file) {
    try {
      var permissions = Files.getPosixFilePermissions(file);
      if (permissions.stream().noneMatch(OTHERS::contains)) return;
      throw new ApexException(
          ErrorCode.CONFIGURATION,
          "%s must be readable by its owner only, was %s"
              .formatted(file, PosixFilePermissions.toString(permissions)),
          "chmod 600 " + file + ", and change the password if others may have read it.");
    } catch (IOException | UnsupportedOperationException unknown) {
      throw new ApexException(
          ErrorCode.CONFIGURATION,
          "cannot find out who may read %s: %s".formatted(file, unknown),
          unknown);
    }
  }
}
