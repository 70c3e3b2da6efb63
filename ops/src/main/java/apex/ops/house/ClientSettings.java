package apex.ops.house;

import apex.kernel.environment.Environment;
import apex.kernel.environment.Setting;
import java.time.Duration;

/// How long a client waits and how often it tries.
///
/// @param connect longest wait for a connection
/// @param reply longest wait for an answer over HTTP
/// @param upload longest wait for the answer to an import, the sending included
/// @param silence a WebSocket that says nothing for so long is taken for dead; the server fills
///   every 10 s while a run goes on
/// @param attempts how often in a row a lost connection is opened again, 0 to 100
/// @param pause wait before the first new attempt, doubled each time up to 2 s
public record ClientSettings(
    Duration connect,
    Duration reply,
    Duration upload,
    Duration silence,
    int attempts,
    Duration pause) {
  static final Setting<Duration> CONNECT =
      Setting.duration("APEX_CONNECT_PATIENCE", "longest wait for a connection", "PT5S");
  static final Setting<Duration> REPLY =
      Setting.duration("APEX_REPLY_PATIENCE", "longest wait for an answer over HTTP", "PT30S");
  static final Setting<Duration> UPLOAD =
      Setting.duration("APEX_UPLOAD_PATIENCE", "longest wait for an import's answer", "PT2H");
  static final Setting<Duration> SILENCE =
      Setting.duration("APEX_SILENCE", "a WebSocket silent for so long is opened again", "PT25S");
  static final Setting<Integer> ATTEMPTS =
      Setting.number("APEX_ATTEMPTS", "attempts in a row to open a lost WebSocket, 0 to 100", 8);
  static final Setting<Duration> PAUSE =
      Setting.duration("APEX_ATTEMPT_PAUSE", "wait before the first new attempt", "PT0.1S");

  public ClientSettings {
    ATTEMPTS.check(attempts >= 0 && attempts <= 100, "must be 0 to 100", attempts);
  }

  public static ClientSettings from(Environment environment) {
    var values = environment.read(CONNECT, REPLY, UPLOAD, SILENCE, ATTEMPTS, PAUSE);
    return new ClientSettings(
        values.get(CONNECT),
        values.get(REPLY),
        values.get(UPLOAD),
        values.get(SILENCE),
        values.get(ATTEMPTS),
        values.get(PAUSE));
  }

  /// Every setting at its default.
  public static ClientSettings usual() {
    return from(new Environment(java.util.Map.of()));
  }
}
