package apex.auth;

import apex.auth.account.Owner;
import apex.auth.account.SignUp;
import apex.auth.account.ThrottleConfig;
import apex.auth.password.PasswordConfig;
import apex.auth.password.PasswordRule;
import apex.auth.token.KeyConfig;
import apex.auth.token.TokenConfig;
import apex.edge.http.ServerConfig;
import apex.edge.http.ServiceSecret;
import apex.edge.telemetry.TelemetryConfig;
import apex.edge.token.TokenRules;
import apex.kernel.environment.Environment;
import apex.kernel.environment.Setting;
import apex.kernel.environment.SharedSettings;
import apex.kernel.environment.Stage;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.stores.postgres.PostgresConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// All that auth is told by its environment.
record AuthConfig(
    Stage stage,
    ServerConfig server,
    PostgresConfig postgres,
    PasswordConfig password,
    KeyConfig keys,
    TokenConfig tokens,
    ThrottleConfig throttle,
    String issuer,
    ServiceSecret secret,
    boolean registrationOpen,
    Optional<Owner> owner,
    Pace pace,
    TelemetryConfig telemetry) {
  private static final Setting<String> BIND =
      Setting.text("AUTH_BIND", "address auth listens on", "127.0.0.1");
  private static final Setting<Duration> START_DEADLINE =
      Setting.duration("AUTH_START_DEADLINE", "longest wait for PostgreSQL at start", "PT60S");
  private static final Setting<Duration> HEALTH_EVERY =
      Setting.duration("AUTH_HEALTH_EVERY", "how often auth asks PostgreSQL how it is", "PT5S");
  private static final Setting<Duration> HEALTH_DEADLINE =
      Setting.duration("AUTH_HEALTH_DEADLINE", "longest wait for that answer", "PT8S");

  /// How long things may take.
  record Pace(Duration startDeadline, Duration healthEvery, Duration healthDeadline) {}

  /// Names every wrong and every missing setting at once.
  static AuthConfig from(Environment environment) {
    var reading = new Reading(environment);
    var own =
        reading.take(all ->
            all.read(
                BIND,
                SharedSettings.AUTH_PORT,
                START_DEADLINE,
                HEALTH_EVERY,
                HEALTH_DEADLINE,
                Stage.SETTING,
                TokenRules.ISSUER,
                SignUp.OPEN));
    var secret =
        reading.take(
            all -> new ServiceSecret(all.read(ServiceSecret.SETTING).get(ServiceSecret.SETTING)));
    var postgres = reading.take(PostgresConfig::from);
    var password = reading.take(PasswordConfig::from);
    var keys = reading.take(KeyConfig::from);
    var tokens = reading.take(TokenConfig::from);
    var throttle = reading.take(ThrottleConfig::from);
    var owner = reading.take(AuthConfig::owner);
    var telemetry = reading.take(all -> TelemetryConfig.from("apex-auth", all));
    var server = reading.take(all -> ServerConfig.from(all, "127.0.0.1", 0));
    reading.finish();
    var values = own.orElseThrow();
    return new AuthConfig(
        values.get(Stage.SETTING),
        listening(server.orElseThrow(), values),
        postgres.orElseThrow(),
        password.orElseThrow(),
        keys.orElseThrow(),
        tokens.orElseThrow(),
        throttle.orElseThrow(),
        values.get(TokenRules.ISSUER),
        secret.orElseThrow(),
        values.get(SignUp.OPEN),
        owner.orElseThrow(),
        new Pace(values.get(START_DEADLINE), values.get(HEALTH_EVERY), values.get(HEALTH_DEADLINE)),
        telemetry.orElseThrow());
  }

  private static ServerConfig listening(ServerConfig server, Environment.Values values) {
    return server.at(values.get(BIND), values.get(SharedSettings.AUTH_PORT));
  }

  private static Optional<Owner> owner(Environment environment) {
    var owner = Owner.from(environment);
    owner.ifPresent(each -> checked(each));
    return owner;
  }

  private static void checked(Owner owner) {
    try {
      PasswordRule.check(owner.password(), owner.email().value());
    } catch (ApexException weak) {
      throw new ApexException(
          ErrorCode.CONFIGURATION, "APEX_OWNER_PASSWORD: " + weak.getMessage(), weak);
    }
  }

  /// Reads part after part and remembers what was wrong with each.
  private static final class Reading {
    private final Environment environment;
    private final List<String> problems = new ArrayList<>();

    Reading(Environment environment) {
      this.environment = environment;
    }

    <T> Optional<T> take(Function<Environment, T> part) {
      try {
        return Optional.of(part.apply(environment));
      } catch (ApexException wrong) {
        problems.add(String.valueOf(wrong.getMessage()));
        return Optional.empty();
      }
    }

    void finish() {
      if (!problems.isEmpty())
        throw new ApexException(ErrorCode.CONFIGURATION, String.join("; ", problems));
    }
  }
}
