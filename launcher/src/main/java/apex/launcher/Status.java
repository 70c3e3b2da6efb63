package apex.launcher;

import apex.edge.json.Json;
import apex.embedded.Loopback;
import apex.kernel.failure.ApexException;
import apex.ops.house.HouseClient;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Shows every part of the house on this machine: its process, its address and whether it answers.
@Command(
    name = "status",
    description = {
      "Show each part of the house in APEX_HOME: process, address, health.",
      "Exit code 0 when all is well, 1 when something is not (or no house runs)."
    })
final class Status implements Callable<Integer> {
  private static final Pattern PORT = Pattern.compile(":(\\d+)(?:/|$)");
  private static final int CONNECT_MS = 1000;

  private final Surroundings here;

  @Option(names = "--json", description = "One JSON object instead of a table.")
  boolean json;

  Status(Surroundings here) {
    this.here = here;
  }

  /// What is known of one part.
  record PartStatus(
      String name,
      String status,
      Optional<Long> pid,
      Optional<String> address,
      Optional<String> why) {
    Map<String, Object> wire() {
      var fields = new LinkedHashMap<String, Object>();
      fields.put("name", name);
      fields.put("status", status);
      fields.put("pid", pid);
      fields.put("address", address);
      why.ifPresent(text -> fields.put("why", text));
      return fields;
    }
  }

  @Override
  public Integer call() {
    var parts = running().map(Status::parts).orElse(List.of());
    var overall = overall(parts);
    if (json) printJson(overall, parts);
    else printTable(overall, parts);
    return overall.equals("healthy") ? ExitCode.WELL : ExitCode.FINDINGS;
  }

  /// The house of APEX_HOME, else the demo's, whose launcher still runs.
  private Optional<HouseNote> running() {
    return List.of(here.home(), here.home().resolve("demo")).stream()
        .filter(home -> Home.holder(home).isPresent())
        .findFirst()
        .flatMap(HouseNote::read);
  }

  private static List<PartStatus> parts(HouseNote note) {
    var parts = new ArrayList<PartStatus>();
    parts.add(part(note, "launcher", Optional.empty()));
    for (var store : List.of("postgres", "redis", "clickhouse"))
      parts.add(part(note, store, Optional.ofNullable(note.stores().get(store))));
    parts.add(service(part(note, "auth", Optional.of(note.auth())), note.auth()));
    parts.add(service(part(note, "backend", Optional.of(note.backend())), note.backend()));
    return parts;
  }

  private static PartStatus part(HouseNote note, String name, Optional<String> address) {
    var pid = Optional.ofNullable(note.pids().get(name));
    if (pid.isPresent() && !alive(pid.get()))
      return new PartStatus(
          name, "unhealthy", pid, address, Optional.of("process %d is gone".formatted(pid.get())));
    if (address.isPresent() && !answers(address.get()))
      return new PartStatus(
          name, "unhealthy", pid, address, Optional.of("nothing listens at " + address.get()));
    return new PartStatus(name, "healthy", pid, address, Optional.empty());
  }

  /// A service that listens also says itself how it is.
  private static PartStatus service(PartStatus part, String address) {
    if (!part.status().equals("healthy")) return part;
    try (var client = HouseClient.at(URI.create(address))) {
      var health = client.ask("/health").tree();
      var status = health.path("status").asString("unknown");
      var why =
          status.equals("healthy")
              ? Optional.<String>empty()
              : Optional.of("its /health says " + status);
      return new PartStatus(part.name(), status, part.pid(), part.address(), why);
    } catch (ApexException silent) {
      return new PartStatus(
          part.name(), "unknown", part.pid(), part.address(), Optional.of(silent.getMessage()));
    }
  }

  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static boolean answers(String address) {
    var port = PORT.matcher(address);
    if (!port.find()) return true;
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(Loopback.HOST, Integer.parseInt(port.group(1))), CONNECT_MS);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  private static String overall(List<PartStatus> parts) {
    if (parts.isEmpty()) return "stopped";
    for (var worst : List.of("unhealthy", "unknown", "degraded"))
      if (parts.stream().anyMatch(part -> part.status().equals(worst))) return worst;
    return "healthy";
  }

  private void printJson(String overall, List<PartStatus> parts) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("status", overall);
    fields.put("parts", parts.stream().map(PartStatus::wire).toList());
    here.terminal().out().println(Json.write(fields));
  }

  private void printTable(String overall, List<PartStatus> parts) {
    var out = here.terminal().out();
    out.println(
        parts.isEmpty()
            ? "No house runs in %s. Start one with ./apex up.".formatted(here.home())
            : "The house is " + overall + ".");
    for (var part : parts)
      out.println(
          "  %-11s %-10s %8s  %s%s"
              .formatted(
                  part.name(),
                  part.status(),
                  part.pid().map(String::valueOf).orElse("-"),
                  part.address().orElse(""),
                  part.why().map(text -> "  (" + text + ")").orElse("")));
  }
}
