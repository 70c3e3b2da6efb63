package apex.ops.command;

import apex.kernel.environment.Secret;
import apex.kernel.environment.Setting;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.house.ClientSettings;
import apex.ops.house.Credentials;
import apex.ops.house.HouseClient;
import apex.ops.house.HouseFolder;
import apex.ops.house.Session;
import apex.ops.terminal.Surroundings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Option;

/// The options by which a command finds its house and signs in: flags first, then settings, then
/// what a house on this machine left in `APEX_HOME`. A password is never an argument, where other
/// users of the machine would see it.
public final class Access {
  static final Setting<String> BACKEND =
      Setting.text("APEX_BACKEND", "address of the house, such as http://127.0.0.1:8000", "");
  static final Setting<String> EMAIL = Setting.text("APEX_EMAIL", "who signs in", "");
  static final Setting<String> PASSWORD =
      new Setting<>(
          "APEX_PASSWORD",
          "the password to sign in with",
          Optional.of(""),
          Function.identity(),
          true);
  private static final Duration ALIVE_PATIENCE = Duration.ofSeconds(2);

  @Option(
      names = "--backend",
      paramLabel = "URL",
      description = "Address of the house; else APEX_BACKEND, else the house on this machine.")
  Optional<URI> backend = Optional.empty();

  @Option(
      names = "--email",
      paramLabel = "EMAIL",
      description = "Who signs in; else APEX_EMAIL, else the owner of the house on this machine.")
  Optional<String> email = Optional.empty();

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "File with the password; else APEX_PASSWORD, else asked on a terminal.")
  Optional<Path> passwordFile = Optional.empty();

  @Option(
      names = "--workspace",
      paramLabel = "NAME|ID",
      description =
          "The workspace to work in, by name or id; else the one chosen with ./apex workspace use.")
  Optional<String> workspace = Optional.empty();

  /// The address given as a flag.
  public Optional<URI> backend() {
    return backend;
  }

  /// A house and the folder that remembers things about it.
  public record Found(URI backend, HouseFolder folder) {}

  public Session signIn(Surroundings surroundings) {
    var found = find(surroundings);
    var credentials = credentials(surroundings, found);
    var chosen = workspace.or(() -> found.folder().chosenWorkspace(credentials.email()));
    return client(surroundings, found).signIn(credentials, chosen);
  }

  public HouseClient client(Surroundings surroundings, Found found) {
    return new HouseClient(found.backend(), ClientSettings.from(surroundings.environment()));
  }

  public Found find(Surroundings surroundings) {
    var folder = new HouseFolder(surroundings.home());
    return backend
        .or(() -> setting(surroundings, BACKEND).map(Access::address))
        .map(address -> new Found(checked(address), folder))
        .orElseGet(() -> onThisMachine(surroundings, folder));
  }

  private static Found onThisMachine(Surroundings surroundings, HouseFolder folder) {
    if (answers(folder)) return new Found(folder.backend().orElseThrow(), folder);
    var demo = folder.demo();
    if (!answers(demo)) throw nothingRuns(folder);
    var address = demo.backend().orElseThrow();
    surroundings
        .terminal()
        .err()
        .println("Using the demo at %s: no house started with ./apex up runs.".formatted(address));
    return new Found(address, demo);
  }

  private static boolean answers(HouseFolder folder) {
    return folder.backend().map(HouseClient::at).filter(Access::aliveAndClosed).isPresent();
  }

  private static boolean aliveAndClosed(HouseClient house) {
    try (house) {
      return house.alive(ALIVE_PATIENCE);
    }
  }

  private static ApexException nothingRuns(HouseFolder folder) {
    var stale =
        folder
            .backend()
            .map(address -> ": the last one was at %s and does not answer".formatted(address))
            .orElse("");
    return new ApexException(
        ErrorCode.DEPENDENCY_DOWN,
        "no house runs in %s%s".formatted(folder.path(), stale),
        "Start one with ./apex up or ./apex demo, or give its address with --backend.");
  }

  public Credentials credentials(Surroundings surroundings, Found found) {
    var kept = found.folder().credentials().filter(owner -> owner.fits(found.backend()));
    var who =
        email
            .or(() -> setting(surroundings, EMAIL))
            .or(() -> kept.map(owner -> owner.credentials().email()))
            .orElseThrow(() -> missing("who signs in is not known", "--email or APEX_EMAIL"));
    return passwordFile
        .map(Access::password)
        .or(() -> setting(surroundings, PASSWORD).map(Secret::new))
        .map(secret -> new Credentials(who, secret))
        .or(() -> kept.map(HouseFolder.Kept::credentials).filter(c -> c.email().equals(who)))
        .or(() -> asked(surroundings, who))
        .orElseThrow(() ->
            missing(
                "the password of %s is not known".formatted(who),
                "--password-file or APEX_PASSWORD"));
  }

  private static Optional<Credentials> asked(Surroundings surroundings, String who) {
    return surroundings
        .terminal()
        .person()
        .map(console -> console.readPassword("Password of %s: ", who))
        .filter(typed -> typed.length > 0)
        .map(typed -> Credentials.of(who, new String(typed)));
  }

  static Secret password(Path file) {
    try {
      return new Secret(Files.readString(file).strip());
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new ApexException(
          ErrorCode.INVALID_REQUEST,
          "--password-file must be a readable file with the password in it, was %s".formatted(file),
          "Write the password into a file that only you can read.");
    }
  }

  private static Optional<String> setting(Surroundings surroundings, Setting<String> setting) {
    return Optional.of(surroundings.environment().read(setting).get(setting))
        .filter(text -> !text.isBlank());
  }

  private static URI address(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException malformed) {
      throw notAnAddress(text);
    }
  }

  private static URI checked(URI address) {
    var scheme = Optional.ofNullable(address.getScheme()).orElse("");
    if (!scheme.equals("http") && !scheme.equals("https")) throw notAnAddress(address.toString());
    if (address.getHost() == null) throw notAnAddress(address.toString());
    return address;
  }

  private static ApexException notAnAddress(String text) {
    return new ApexException(
        ErrorCode.INVALID_REQUEST,
        "the address must be like http://127.0.0.1:8000, was '%s'".formatted(text),
        "Correct --backend or APEX_BACKEND.");
  }

  private static ApexException missing(String what, String how) {
    return new ApexException(
        ErrorCode.INVALID_REQUEST, what, "Give %s, or start a house here.".formatted(how));
  }
}
