package apex.launcher;

import apex.kernel.environment.Environment;
import apex.kernel.environment.Setting;
import apex.kernel.environment.SharedSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// What can be chosen about a house on one machine.
///
/// @param root the folder with the built modules
/// @param backendPort and `authPort`: 0 for any free one
/// @param patience longest time for one part to start
/// @param freeBytesMin least space on the disk of the house's folder
/// @param clickHouseUrl a ClickHouse of one's own instead of the embedded one
/// @param redisUrl a Redis of one's own instead of the embedded one
record HouseSettings(
    Path root,
    int backendPort,
    int authPort,
    Duration patience,
    long freeBytesMin,
    Optional<String> clickHouseUrl,
    Optional<String> redisUrl) {
  static final Setting<String> ROOT =
      Setting.text("APEX_ROOT", "the folder of the project, with its built modules", ".");
  static final Setting<Duration> PATIENCE =
      Setting.duration("APEX_START_PATIENCE", "longest time for one part to start", "PT60S");
  static final Setting<Integer> FREE_MEGABYTES_MIN =
      Setting.number("APEX_DISK_FREE_MB_MIN", "least space on the disk of APEX_HOME, in MB", 300);

  static HouseSettings from(Environment environment, Path folder) {
    var values =
        environment.read(
            ROOT,
            SharedSettings.BACKEND_PORT,
            SharedSettings.AUTH_PORT,
            PATIENCE,
            FREE_MEGABYTES_MIN);
    return new HouseSettings(
        folder.resolve(values.get(ROOT)).normalize(),
        port(SharedSettings.BACKEND_PORT, values.get(SharedSettings.BACKEND_PORT)),
        port(SharedSettings.AUTH_PORT, values.get(SharedSettings.AUTH_PORT)),
        values.get(PATIENCE),
        values.get(FREE_MEGABYTES_MIN) * 1_000_000L,
        given(environment, "CLICKHOUSE_URL"),
        given(environment, "REDIS_URL"));
  }

  /// A setting of a service that a person gave, to be handed on as it is.
  static Optional<String> given(Environment environment, String name) {
    return Optional.ofNullable(environment.variables().get(name)).filter(text -> !text.isBlank());
  }

  HouseSettings onFreePorts() {
    return new HouseSettings(root, 0, 0, patience, freeBytesMin, clickHouseUrl, redisUrl);
  }

  private static int port(Setting<Integer> setting, int port) {
    setting.check(port >= 0 && port <= 65535, "must be 0 to 65535", port);
    return port;
  }
}
