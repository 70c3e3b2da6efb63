package apex.ops.doctor.topology;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How a service is asked, and the schemes and the port of its addresses.
public enum ProbeKind {
  POSTGRES(5432, "postgresql", "postgres", "jdbc:postgresql"),
  REDIS(6379, "redis", "rediss"),
  CLICKHOUSE(8123, "http", "https"),
  HTTP(80, "http", "https"),
  WEBSOCKET(80, "ws", "wss"),
  TLS(443, "tls"),
  TCP(0, "tcp"),
  DNS(0, "dns");

  private final int port;
  private final List<String> schemes;

  ProbeKind(int port, String... schemes) {
    this.port = port;
    this.schemes = List.of(schemes);
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<ProbeKind> of(String label) {
    return Arrays.stream(values()).filter(kind -> kind.label().equals(label)).findFirst();
  }

  public List<String> schemes() {
    return schemes;
  }

  /// The port when the address names none; 0 means it must.
  int port(boolean encrypted) {
    if (!encrypted || this == POSTGRES || this == REDIS) return port;
    return this == CLICKHOUSE ? 8443 : 443;
  }
}
