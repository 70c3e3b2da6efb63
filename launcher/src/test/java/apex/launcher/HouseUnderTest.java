package apex.launcher;

import apex.kernel.environment.Environment;
import apex.kernel.environment.Secret;
import apex.launcher.sample.SampleUsage;
import apex.ops.Cli;
import apex.ops.house.Credentials;
import apex.ops.house.HouseClient;
import apex.ops.house.Session;
import apex.ops.house.UsageImport;
import apex.ops.terminal.Surroundings;
import apex.ops.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// A whole house on real stores in a folder of its own, for the tests of one class.
final class HouseUnderTest implements AutoCloseable {
  static final Instant SAMPLE_END = Instant.parse("2026-11-01T00:00:00Z");

  private final Path folder;
  private final Home home;
  private final House house;

  private HouseUnderTest(Path folder, Home home, House house) {
    this.folder = folder;
    this.home = home;
    this.house = house;
  }

  static HouseUnderTest in(Path folder) {
    var environment = environment();
    var root = Path.of(System.getProperty("apex.root", "..")).toAbsolutePath().normalize();
    var settings = HouseSettings.from(environment, root).onFreePorts();
    var home = Home.open(folder.resolve("home"), settings.freeBytesMin());
    var order = new House.Order(environment, settings, false);
    return new HouseUnderTest(folder, home, House.start(home, order, news -> {}));
  }

  /// Of this process, without what would lead to another house.
  private static Environment environment() {
    var variables = new HashMap<>(System.getenv());
    variables.keySet().removeIf(name -> name.startsWith("APEX_"));
    return new Environment(variables);
  }

  URI address(String path) {
    return URI.create(house.backend()).resolve(path);
  }

  HouseClient client() {
    return HouseClient.at(URI.create(house.backend()));
  }

  Credentials owner() {
    var owner = house.owner().orElseThrow();
    return new Credentials(owner.email(), owner.password());
  }

  /// Somebody else, in a workspace of their own.
  Credentials stranger(HouseClient client) {
    var name = UUID.randomUUID().toString();
    var stranger = new Credentials(name + "@example.org", new Secret("pass " + name));
    client.register(stranger, Optional.empty());
    return stranger;
  }

  /// Loads a month of sample calls into the account's workspace.
  static JsonNode load(Session session, int calls) {
    var rows = new StringWriter();
    try {
      SampleUsage.write(rows, 7, calls, SAMPLE_END);
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
    var bytes = new ByteArrayInputStream(rows.toString().getBytes(StandardCharsets.UTF_8));
    return UsageImport.automatic().send(session, "sample.jsonl", bytes, moved -> {}).tree();
  }

  /// What a command printed, and how it ended.
  record Ran(int exit, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }
  }

  /// Runs a client command as a person on this machine would, with nothing but APEX_HOME.
  Ran run(String... args) {
    return run(InputStream.nullInputStream(), args);
  }

  Ran run(InputStream in, String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var terminal = Terminal.plain(stream(out), stream(err), in);
    var variables = new HashMap<String, String>();
    variables.put("APEX_HOME", home.path().toString());
    var here = new Surroundings(new Environment(variables), folder, terminal);
    var exit = Cli.run(here, args);
    return new Ran(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream stream(ByteArrayOutputStream to) {
    return new PrintStream(to, true, StandardCharsets.UTF_8);
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() {
    house.close();
    home.close();
  }
}
