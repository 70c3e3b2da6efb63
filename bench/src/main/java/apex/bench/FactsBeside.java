package apex.bench;

import apex.edge.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// Our import facts beside the oracle's, over the files that both read.
///
/// @param files that both read
/// @param facts of the oracle in them
/// @param missing facts of the oracle that we do not have
/// @param extra facts of ours that it does not have
/// @param unreadable files that only we reject
/// @param rejected files that the oracle rejects, and why
record FactsBeside(
    int files,
    long facts,
    long missing,
    long extra,
    List<String> unreadable,
    Map<String, String> rejected) {

  FactsBeside {
    unreadable = List.copyOf(unreadable);
    rejected = new TreeMap<>(rejected);
  }

  boolean same() {
    return missing == 0 && extra == 0 && unreadable.isEmpty();
  }

  /// @param ours lines of `apex audit facts`
  /// @param oracle lines of `oracle.py`
  /// @param unread paths that `apex audit` could not read
  static FactsBeside of(Path ours, Path oracle, Set<String> unread) {
    var mine = new HashMap<String, Map<String, Integer>>();
    lines(
        ours,
        line ->
            mine.computeIfAbsent(line.path("path").asString(), path -> new HashMap<>())
                .merge(
                    "[%s,%s,%s,%s]"
                        .formatted(
                            line.path("line"),
                            line.path("kind"),
                            line.path("module"),
                            line.path("name")),
                    1,
                    Integer::sum));
    var count = new Count(mine, unread);
    lines(oracle, count::line);
    return new FactsBeside(
        count.files, count.facts, count.missing, count.extra, count.unreadable, count.rejected);
  }

  private static void lines(Path file, java.util.function.Consumer<JsonNode> each) {
    try (var lines = Files.lines(file)) {
      lines.map(Json::tree).filter(line -> line.has("path")).forEach(each);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// What one line after another of the oracle comes to.
  private static final class Count {
    private final Map<String, Map<String, Integer>> mine;
    private final Set<String> unread;
    private final List<String> unreadable = new ArrayList<>();
    private final Map<String, String> rejected = new TreeMap<>();
    private int files;
    private long facts;
    private long missing;
    private long extra;

    Count(Map<String, Map<String, Integer>> mine, Set<String> unread) {
      this.mine = mine;
      this.unread = unread;
    }

    void line(JsonNode line) {
      var path = line.path("path").asString();
      if (line.has("rejected")) rejected.put(path, line.path("rejected").asString());
      else if (unread.contains(path)) unreadable.add(path);
      else both(path, line);
    }

    private void both(String path, JsonNode line) {
      files++;
      var left = new HashMap<>(mine.getOrDefault(path, Map.of()));
      for (var fact : line.path("facts")) {
        facts++;
        var one = fact.toString();
        if (left.getOrDefault(one, 0) == 0) missing++;
        else left.merge(one, -1, Integer::sum);
      }
      extra += left.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  Map<String, Object> wire() {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("files", files);
    wire.put("facts", facts);
    wire.put("missing", missing);
    wire.put("extra", extra);
    wire.put("unreadable", unreadable);
    wire.put("rejected_by_oracle", rejected);
    return wire;
  }

  String sentence() {
    return "%,d facts in %,d files that both read: %d missing, %d extra; %d that only we reject, %d that the oracle rejects"
        .formatted(facts, files, missing, extra, unreadable.size(), rejected.size());
  }
}
