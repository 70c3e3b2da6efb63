package apex.backend;

import apex.backend.prices.BuiltInPrices;
import apex.embedded.RealClickHouse;
import apex.embedded.RealPostgres;
import apex.embedded.RealRedis;
import apex.kernel.environment.Environment;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Role;
import apex.kernel.identity.SessionId;
import apex.kernel.identity.UserId;
import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/// A real backend on real, empty stores, beside a scripted auth.
final class RunningBackend implements AutoCloseable {
  final ScriptedAuth auth = new ScriptedAuth();
  private final Map<String, String> settings = new HashMap<>();
  private Backend backend;

  RunningBackend(Map<String, String> special) {
    this(known -> special);
  }

  /// @param special settings in place of those known, which it is given
  RunningBackend(Function<Map<String, String>, Map<String, String>> special) {
    var postgres = RealPostgres.shared();
    var clickHouse = RealClickHouse.shared();
    settings.putAll(
        Map.of(
            "POSTGRES_URL", postgres.freshDatabase(),
            "POSTGRES_USER", postgres.backend().user(),
            "POSTGRES_PASSWORD", postgres.backend().password().reveal(),
            "REDIS_URL", RealRedis.shared().url(),
            "CLICKHOUSE_URL", clickHouse.url(),
            "CLICKHOUSE_USER", clickHouse.user(),
            "CLICKHOUSE_PASSWORD", clickHouse.password(),
            "CLICKHOUSE_DATABASE", clickHouse.freshDatabase()));
    settings.putAll(
        Map.of(
            "BACKEND_PORT",
            "0",
            "AUTH_URL",
            auth.url(),
            "AUTH_ISSUER",
            ScriptedAuth.ISSUER,
            "SERVICE_SECRET",
            "a secret of thirty-two letters or more",
            "WEB_FOLDER",
            Path.of("src/test/resources/apex/backend/page").toString(),
            "MESSAGES_PER_MINUTE",
            "1000",
            "INGEST_SPOOL_FOLDER",
            spool().toString()));
    settings.putAll(special.apply(Map.copyOf(settings)));
    backend = started();
  }

  private static Path spool() {
    try {
      var folder = Files.createTempDirectory("apex-spool-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return folder;
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  private static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException left) {
      throw new UncheckedIOException(left);
    }
  }

  static RunningBackend shared() {
    return Shared.INSTANCE;
  }

  private static final class Shared {
    static final RunningBackend INSTANCE = new RunningBackend(Map.of());
  }

  Map<String, String> settings() {
    return Map.copyOf(settings);
  }

  /// Another backend on the same stores.
  Backend another(Map<String, String> special) {
    var all = new HashMap<>(settings);
    all.putAll(special);
    return new Backend(
        Backend.Config.from(new Environment(all)), BuiltInPrices.read(), InstantSource.system());
  }

  private Backend started() {
    try {
      var made = another(Map.of());
      made.start(() -> {});
      made.awaitSentences(java.time.Duration.ofSeconds(60));
      return made;
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  Backend backend() {
    return backend;
  }

  void startAgain() {
    backend = started();
  }

  Person someone() {
    return member(new Workspace(WorkspaceId.random(), false));
  }

  Person member(Workspace workspace) {
    return person(new Identity(UserId.random(), SessionId.random(), workspace, Role.OWNER));
  }

  Person person(Identity identity) {
    return new Person(identity, auth.token(identity), "127.0.0.1:" + backend.port());
  }

  Person person(Identity identity, Backend elsewhere) {
    return new Person(identity, auth.token(identity), "127.0.0.1:" + elsewhere.port());
  }

  @Override
  public void close() {
    backend.close();
    auth.close();
  }
}
