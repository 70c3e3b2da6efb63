package apex.ops.doctor.topology;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads a topology from YAML. All that is wrong is told at once, each with its line and field.
public final class TopologyFile {
  private static final long BYTES_MAX = 1024 * 1024;

  private TopologyFile() {}

  /// @throws ApexException INVALID_REQUEST with everything that is wrong
  public static Topology read(Path file) {
    return read(file.toString(), text(file));
  }

  /// @param origin how to call it when something is wrong with it
  public static Topology read(String origin, String text) {
    var problems = new ArrayList<String>();
    var targets = targets(origin, text, problems);
    if (problems.isEmpty() && targets.isEmpty())
      problems.add(origin + ": services must name at least one service");
    if (!problems.isEmpty()) throw refused(problems);
    try {
      return new Topology(origin, targets);
    } catch (IllegalArgumentException tangled) {
      throw refused(List.of("%s: depends_on: %s".formatted(origin, tangled.getMessage())));
    }
  }

  private static List<Target> targets(String origin, String text, List<String> problems) {
    var settings =
        LoadSettings.builder()
            .setLabel(origin)
            .setAllowDuplicateKeys(false)
            .setMaxAliasesForCollections(10)
            .setCodePointLimit((int) BYTES_MAX)
            .build();
    try {
      var root = new Compose(settings).composeString(text);
      if (root.isEmpty()) return List.of();
      return services(origin, root.get(), problems);
    } catch (MarkedYamlEngineException broken) {
      problems.add(place(origin, broken) + broken.getProblem());
    } catch (YamlEngineException broken) {
      problems.add(origin + ": " + broken.getMessage());
    }
    return List.of();
  }

  private static List<Target> services(String origin, Node root, List<String> problems) {
    var whole = new Fields(origin, "", root, problems).only(List.of("services"));
    var targets = new ArrayList<Target>();
    var all = whole.map("services").entries();
    if (all.size() > Topology.TARGETS_MAX) {
      problems.add(
          "%s: services must be at most %d, were %d"
              .formatted(origin, Topology.TARGETS_MAX, all.size()));
      return List.of();
    }
    all.forEach(service -> TargetReader.read(service).ifPresent(targets::add));
    targets.forEach(target -> missing(origin, target, targets, all, problems));
    return targets;
  }

  private static void missing(
      String origin,
      Target target,
      List<Target> known,
      List<Fields.Entry> entries,
      List<String> problems) {
    var names = entries.stream().map(Fields.Entry::name).toList();
    for (var needed : target.place().requires())
      if (!names.contains(needed))
        problems.add(complaint(entries, target, origin, "depends_on", needed, names));
    for (var used : target.uses())
      if (!names.contains(used))
        problems.add(complaint(entries, target, origin, "uses", used, names));
  }

  private static String complaint(
      List<Fields.Entry> entries,
      Target target,
      String origin,
      String field,
      String missing,
      List<String> names) {
    var entry = entries.stream().filter(e -> e.name().equals(target.name())).findFirst();
    var place = entry.map(e -> e.fields().place(field)).orElse(origin + ": ");
    return "%sservices.%s.%s names '%s', which is none of the services: %s"
        .formatted(place, target.name(), field, missing, String.join(", ", names));
  }

  private static String place(String origin, MarkedYamlEngineException broken) {
    return broken
        .getProblemMark()
        .map(mark -> "%s:%d:%d: ".formatted(origin, mark.getLine() + 1, mark.getColumn() + 1))
        .orElse(origin + ": ");
  }

  private static ApexException refused(List<String> problems) {
    return new ApexException(
        ErrorCode.INVALID_REQUEST,
        String.join("\n", problems),
        "Correct the topology; docs/doctor.md lists its fields.");
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > BYTES_MAX)
        throw refused(List.of("%s must be at most %d bytes".formatted(file, BYTES_MAX)));
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw refused(List.of("%s cannot be read: %s".formatted(file, unreadable)));
    }
  }
}
