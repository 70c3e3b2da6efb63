package apex.auth;

import apex.auth.account.People;
import apex.auth.account.Sessions;
import apex.auth.account.SignIn;
import apex.auth.account.SignUp;
import apex.auth.account.Throttle;
import apex.auth.account.Tokens;
import apex.auth.account.Workspaces;
import apex.auth.api.AuthApi;
import apex.auth.api.HealthApi;
import apex.auth.api.TokenProbe;
import apex.auth.api.Vitals;
import apex.auth.password.PasswordHasher;
import apex.auth.token.SigningKeys;
import apex.auth.token.TokenSigner;
import apex.edge.http.Response;
import apex.edge.http.Routes;
import apex.edge.http.Server;
import apex.edge.process.ServiceProcess;
import apex.edge.telemetry.Telemetry;
import apex.edge.token.KeyRing;
import apex.edge.token.TokenRules;
import apex.edge.token.TokenVerifier;
import apex.kernel.environment.Stage;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.health.DependencyGraph;
import apex.kernel.health.HealthReport;
import apex.kernel.health.HealthWatch;
import apex.kernel.health.Phase;
import apex.kernel.health.PhasedStart;
import apex.kernel.resilience.Deadline;
import apex.kernel.resilience.Tick;
import apex.stores.postgres.Database;
import apex.stores.postgres.LoginAttempts;
import apex.stores.postgres.Migrations;
import apex.stores.postgres.PostgresProbe;
import apex.stores.postgres.Schema;
import apex.stores.postgres.SigningKeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole of auth, put together. It listens first and starts then, so that its health can be
/// asked while it waits for PostgreSQL.
final class AuthService implements ServiceProcess.Service {
  private static final Logger LOG = LoggerFactory.getLogger(AuthService.class);
  private static final Duration HOUSEKEEPING = Duration.ofMinutes(1);
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);

  private final AuthConfig config;
  private final Database database;
  private final SigningKeys keys;
  private final KeyRing ring;
  private final SignUp signUp;
  private final Throttle throttle;
  private final HealthWatch health;
  private final Routes routes;
  private final Server server;
  private final Telemetry telemetry;
  private final PhasedStart phases = new PhasedStart();
  private volatile Optional<String> waitingFor = Optional.of("database_postgres was not asked yet");
  private volatile List<String> failures = List.of();
  private final Tick tick = new Tick();

  AuthService(AuthConfig config, InstantSource clock) {
    this.config = config;
    this.telemetry = new Telemetry(config.telemetry());
    this.database = new Database(config.postgres());
    telemetry.watch(database.guard());
    this.keys = new SigningKeys(config.keys(), new SigningKeyStore(database), clock);
    this.ring = new KeyRing(keys::jwks, Duration.ofSeconds(1), clock);
    this.throttle = new Throttle(config.throttle(), new LoginAttempts(database), clock);
    var people = People.in(database);
    var hasher = new PasswordHasher(config.password());
    this.signUp = new SignUp(config.registrationOpen(), people, hasher, throttle, clock);
    this.health =
        new HealthWatch(
            DependencyGraph.house(),
            "auth_service",
            List.of(
                new PostgresProbe(database, Schema.AUTH),
                new TokenProbe(config.issuer(), signer(clock), ring, clock)),
            new HealthWatch.Rhythm(config.pace().healthEvery(), config.pace().healthDeadline()),
            clock,
            this::tell);
    this.routes = routes(people, hasher, clock);
    this.server = new Server(config.server(), routes, telemetry);
  }

  private Routes routes(People people, PasswordHasher hasher, InstantSource clock) {
    var tokens = tokens(clock);
    var sessions = new Sessions(people, tokens);
    var verifier = new TokenVerifier(TokenRules.of(config.issuer()), ring, sessions::ended, clock);
    var parts =
        new AuthApi.Parts(
            signUp,
            new SignIn(people, hasher, throttle, tokens),
            sessions,
            new Workspaces(people, tokens),
            tokens,
            verifier,
            keys,
            config.secret(),
            config.stage() != Stage.DEVELOPMENT);
    var vitals = new Vitals(Version.current(), config.stage(), clock.instant(), clock);
    var routes = new AuthApi(parts, () -> waitingFor.isEmpty()).addTo(Routes.builder());
    return new HealthApi(vitals, health, phases, () -> waitingFor)
        .addTo(routes)
        .get("/metrics", _ -> Response.text(Telemetry.MEDIA_TYPE, telemetry.text()))
        .build();
  }

  private TokenSigner signer(InstantSource clock) {
    return new TokenSigner(config.issuer(), config.tokens().access(), keys, clock);
  }

  private Tokens tokens(InstantSource clock) {
    return new Tokens(signer(clock), config.tokens().refresh(), clock);
  }

  /// Every address it answers.
  List<String> addresses() {
    return routes.addresses();
  }

  @Override
  public int port() {
    return server.port();
  }

  /// Listens at once, answering all but its health with NOT_READY, then migrates, reads the keys
  /// and makes the first owner. Keeps trying while PostgreSQL does not answer, until the deadline;
  /// then DEPENDENCY_DOWN.
  ///
  /// @param tried told after the first try, however it ended
  @Override
  public void start(Runnable tried) throws InterruptedException {
    server.start();
    var deadline = Deadline.in(config.pace().startDeadline());
    var done = attempt(deadline);
    tried.run();
    while (!done && !tick.stopped()) {
      if (deadline.passed())
        throw new ApexException(
            ErrorCode.DEPENDENCY_DOWN,
            "PostgreSQL did not answer within AUTH_START_DEADLINE, "
                + config.pace().startDeadline());
      if (!tick.pause(BETWEEN_ATTEMPTS)) break;
      done = attempt(deadline);
    }
    if (Thread.interrupted()) throw new InterruptedException("stopped while starting");
    Thread.ofVirtual().name("housekeeping").start(this::keepHouse);
  }

  private boolean attempt(Deadline deadline) throws InterruptedException {
    try {
      var patience = deadline.left().plus(BETWEEN_ATTEMPTS);
      phases.phase(Phase.PHASE_1_CORE, "database_postgres", patience, this::migrate);
      phases.phase(Phase.PHASE_2_AUTH, "database_postgres", patience, this::prepare);
    } catch (ApexException failed) {
      if (failed.code() == ErrorCode.CONFIGURATION || failed.code() == ErrorCode.BUG) throw failed;
      waitingFor = Optional.of("database_postgres: " + failed.getMessage());
      LOG.warn(
          "auth cannot start yet: {}; trying again in {} s",
          failed.getMessage(),
          BETWEEN_ATTEMPTS.toSeconds());
      health.ask();
      return false;
    }
    health.ask();
    health.start();
    waitingFor = Optional.empty();
    return true;
  }

  /// A schema that is as this build needs it is left alone: asking costs a tenth of the migrator.
  private void migrate() {
    try {
      new PostgresProbe(database, Schema.AUTH).ask();
    } catch (ApexException notThere) {
      Migrations.auth(config.postgres());
    }
  }

  private void prepare() {
    renewKeys();
    config
        .owner()
        .flatMap(signUp::first)
        .ifPresent(made -> LOG.info("made the first account {}", made.account().id()));
  }

  private void renewKeys() {
    keys.renew();
    ring.accept(keys.jwks());
  }

  private void keepHouse() {
    while (tick.pause(HOUSEKEEPING)) keptHouse();
  }

  private void keptHouse() {
    try {
      renewKeys();
      throttle.tidy();
    } catch (ApexException failed) {
      LOG.warn("housekeeping failed: {}; trying again in a minute", failed.getMessage());
    }
  }

  /// Logs what failed when it changes, not each time it is asked.
  private void tell(HealthReport report) {
    var lines = report.failureLines();
    if (lines.equals(failures)) return;
    if (lines.isEmpty()) LOG.info("Service dependency validation passed again");
    lines.forEach(LOG::error);
    failures = lines;
  }

  @Override
  public void close() {
    tick.close();
    health.close();
    server.close();
    database.close();
    telemetry.close();
  }
}
