package apex.backend;

import apex.backend.api.Api;
import apex.edge.http.ServiceSecret;
import apex.edge.token.TokenRules;
import apex.kernel.environment.Environment;
import apex.kernel.environment.Setting;
import apex.kernel.environment.SharedSettings;
import apex.kernel.environment.Stage;
import apex.spend.analysis.Capacity;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Where the backend listens, whom it asks, and what one connection may use.
///
/// @param port 0 means any free one
/// @param issuer what tokens must name as their issuer
/// @param serviceSecret proves to auth that it is the backend who asks
/// @param webFolder the built page
/// @param replayCallsMax most calls whose prompt prefixes are replayed while a person waits
/// @param studyCallsMax most calls that are studied one by one while a person waits
/// @param standingCallsMax most calls of a workspace that are studied in the background
/// @param capacities what the owner was offered for reserved capacity
/// @param healthEvery how often a healthy service is asked how it is
/// @param startDeadline longest time that a phase of the start may take
public record BackendConfig(
    Stage stage,
    String bind,
    int port,
    URI auth,
    String issuer,
    ServiceSecret serviceSecret,
    Path webFolder,
    Api.Limits limits,
    int replayCallsMax,
    int studyCallsMax,
    int standingCallsMax,
    List<Capacity> capacities,
    Duration healthEvery,
    Duration startDeadline) {

  private static final Setting<String> BIND =
      Setting.text("BACKEND_BIND", "address the backend listens on", "127.0.0.1");
  private static final Setting<URI> AUTH =
      Setting.of("AUTH_URL", "where auth is", "http://127.0.0.1:8081", URI::create);
  private static final Setting<Path> WEB_FOLDER =
      Setting.of("WEB_FOLDER", "the built page", "web/dist", Path::of);
  private static final Setting<Integer> FRAME_BYTES =
      Setting.number("SOCKET_FRAME_BYTES_MAX", "longest frame in, 256 to 1048576 bytes", 8192);
  private static final Setting<Integer> PER_USER =
      Setting.number("SOCKETS_PER_USER", "most connections a user, 1 to 1000", 5);
  private static final Setting<Integer> PER_MINUTE =
      Setting.number("MESSAGES_PER_MINUTE", "most questions a user, 1 to 100000", 30);
  private static final Setting<Duration> IDLE =
      Setting.duration("SOCKET_IDLE", "silence that ends a connection, PT1S to PT24H", "PT300S");
  private static final Setting<Integer> STUDY_CALLS_MAX =
      Setting.number("STUDY_CALLS_MAX", "most calls that are studied one by one at once", 50_000);
  private static final Setting<Integer> STANDING_CALLS_MAX =
      Setting.number(
          "STANDING_CALLS_MAX",
          "most calls of a workspace that are studied in the background",
          2_000_000);
  private static final Setting<List<Capacity>> RESERVED_CAPACITY =
      Setting.of(
          "RESERVED_CAPACITY",
          "offers of reserved capacity: provider model tokens_per_minute usd_per_hour, separated by ;",
          "",
          Capacity::parse);
  private static final Setting<Integer> REPLAY_CALLS_MAX =
      Setting.number(
          "REPLAY_CALLS_MAX", "most calls whose prompt prefixes are replayed at once", 50_000);
  private static final Setting<Duration> START_DEADLINE =
      Setting.duration(
          "BACKEND_START_DEADLINE",
          "longest time for a phase of the start, PT1S to PT10M",
          "PT60S");
  private static final Setting<Duration> HEALTH_EVERY =
      Setting.duration(
          "BACKEND_HEALTH_EVERY",
          "how often a healthy service is asked how it is, PT0.1S to PT5M",
          "PT5S");

  public BackendConfig {
    START_DEADLINE.check(
        within(startDeadline.toMillis(), 1_000, 600_000), "must be PT1S to PT10M", startDeadline);
    HEALTH_EVERY.check(
        healthEvery.toMillis() >= 100 && healthEvery.toMillis() <= 300_000,
        "must be PT0.1S to PT5M",
        healthEvery);
    SharedSettings.BACKEND_PORT.check(port >= 0 && port <= 65_535, "must be 0 to 65535", port);
    check(limits);
    capacities = List.copyOf(capacities);
    STANDING_CALLS_MAX.check(standingCallsMax >= 0, "must not be negative", standingCallsMax);
    STUDY_CALLS_MAX.check(studyCallsMax >= 0, "must not be negative", studyCallsMax);
    REPLAY_CALLS_MAX.check(replayCallsMax >= 0, "must not be negative", replayCallsMax);
    AUTH.check(
        "http".equals(auth.getScheme()) || "https".equals(auth.getScheme()),
        "must begin with http:// or https://",
        auth);
  }

  private static void check(Api.Limits limits) {
    FRAME_BYTES.check(
        within(limits.frameBytesMax(), 256, 1 << 20),
        "must be 256 to 1048576",
        limits.frameBytesMax());
    PER_USER.check(
        within(limits.socketsPerUser(), 1, 1000), "must be 1 to 1000", limits.socketsPerUser());
    PER_MINUTE.check(
        within(limits.messagesPerMinute(), 1, 100_000),
        "must be 1 to 100000",
        limits.messagesPerMinute());
    IDLE.check(
        within(limits.idle().toSeconds(), 1, 86_400), "must be PT1S to PT24H", limits.idle());
  }

  private static boolean within(long value, long least, long most) {
    return value >= least && value <= most;
  }

  public static BackendConfig from(Environment environment) {
    var values = environment.read(settings().toArray(Setting<?>[]::new));
    return new BackendConfig(
        values.get(Stage.SETTING),
        values.get(BIND),
        values.get(SharedSettings.BACKEND_PORT),
        values.get(AUTH),
        values.get(TokenRules.ISSUER),
        new ServiceSecret(values.get(ServiceSecret.SETTING)),
        values.get(WEB_FOLDER),
        new Api.Limits(
            values.get(FRAME_BYTES),
            values.get(PER_USER),
            values.get(PER_MINUTE),
            values.get(IDLE)),
        values.get(REPLAY_CALLS_MAX),
        values.get(STUDY_CALLS_MAX),
        values.get(STANDING_CALLS_MAX),
        values.get(RESERVED_CAPACITY),
        values.get(HEALTH_EVERY),
        values.get(START_DEADLINE));
  }

  /// Every setting of the backend's own, for the generated documents.
  public static List<Setting<?>> settings() {
    return List.of(
        Stage.SETTING,
        BIND,
        SharedSettings.BACKEND_PORT,
        AUTH,
        TokenRules.ISSUER,
        ServiceSecret.SETTING,
        WEB_FOLDER,
        FRAME_BYTES,
        PER_USER,
        PER_MINUTE,
        IDLE,
        REPLAY_CALLS_MAX,
        STUDY_CALLS_MAX,
        STANDING_CALLS_MAX,
        RESERVED_CAPACITY,
        HEALTH_EVERY,
        START_DEADLINE);
  }
}
