package apex.embedded;

import apex.kernel.environment.Secret;
import apex.kernel.resilience.Deadline;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// A real Redis 6.2 with a password and an append-only file, on a folder that is kept.
public final class RedisServer implements Part {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /// @param folder holds `data`, `run` and `log`
  public record Config(Path folder, int port, Secret password) {
    String url() {
      return "redis://:%s@%s:%d".formatted(password.reveal(), Loopback.HOST, port);
    }
  }

  private final Config config;
  private final Child child;

  private RedisServer(Config config, Child child) {
    this.config = config;
    this.child = child;
  }

  static RedisServer start(Config config, Path program, Deadline deadline) {
    var settings = writeSettings(config);
    var recipe =
        new Recipe(
            "redis",
            List.of(program.toString(), settings.toString()),
            Map.of("PATH", "/usr/bin:/bin", "LC_ALL", "C"),
            config.folder(),
            StopSignal.TERM,
            PATIENCE);
    var server = new RedisServer(config, Child.start(recipe));
    try {
      server.awaitAnswer(deadline);
      return server;
    } catch (RuntimeException failed) {
      server.close();
      throw failed;
    }
  }

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public int port() {
    return config.port();
  }

  @Override
  public Child child() {
    return child;
  }

  @Override
  public void close() {
    child.close();
  }

  /// In a file of mode 0600: a password in the arguments is seen by everyone on the machine.
  private static Path writeSettings(Config config) {
    try {
      var data = Files.createDirectories(config.folder().resolve("data"));
      return PrivateFile.write(config.folder().resolve("redis.conf"), settings(config, data));
    } catch (IOException failed) {
      throw StartFailure.folder(config.folder(), failed);
    }
  }

  private static String settings(Config config, Path data) {
    return """
    bind %s
    port %d
    protected-mode yes
    requirepass %s
    dir "%s"
    appendonly yes
    appendfsync everysec
    daemonize no
    """
        .formatted(Loopback.HOST, config.port(), config.password().reveal(), data);
  }

  private void awaitAnswer(Deadline deadline) {
    while (!answers(config)) {
      if (!child.alive())
        throw StartFailure.of(
            "Redis", config.port(), String.join("\n  ", child.lastLines()), "redis.log");
      deadline.check("the start of Redis");
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  private static boolean answers(Config config) {
    return command(config, "PING").startsWith("+PONG");
  }

  /// The first bytes of the answer to one command; empty when there was none.
  static String command(Config config, String command) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(Loopback.HOST, config.port()), 1000);
      socket.setSoTimeout(2000);
      var words = "AUTH %s\r\n%s\r\n".formatted(config.password().reveal(), command);
      socket.getOutputStream().write(words.getBytes(StandardCharsets.UTF_8));
      var answer = new byte[8192];
      var text = new StringBuilder();
      while (!text.toString().matches("(?s)\\+OK\r\n.+\r\n|-.*\r\n.*")) {
        var count = socket.getInputStream().read(answer);
        if (count < 0) break;
        text.append(new String(answer, 0, count, StandardCharsets.UTF_8));
      }
      return text.toString().replaceFirst("^\\+OK\r\n", "");
    } catch (IOException silent) {
      return "";
    }
  }
}
