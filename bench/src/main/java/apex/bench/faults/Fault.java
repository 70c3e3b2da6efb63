package apex.bench.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// One fault and what the doctor is to say of it, as a line of `tuned.txt` or `holdout.txt`.
///
/// @param heldOut whether it was written before the doctor and never tuned to
/// @param category empty for `-`
/// @param causes service names, or `path:` or `caller:` and a name
/// @param remedy a word or two that the remedy must hold
record Fault(
    String name,
    boolean heldOut,
    List<Step> steps,
    String service,
    String state,
    Optional<String> category,
    TreeSet<String> causes,
    String remedy) {

  /// `latency postgres@doctor 250`: what is done, to what, on whose way, and how much.
  record Step(String what, String target, Optional<String> whose, List<String> more) {
    static Step of(String text) {
      var words = text.strip().split(" +");
      var place = words[1].split("@");
      var whose = place.length > 1 ? Optional.of(place[1]) : Optional.<String>empty();
      return new Step(
          words[0], place[0], whose, List.of(Arrays.copyOfRange(words, 2, words.length)));
    }

    String first() {
      return more.getFirst();
    }

    long number() {
      return Long.parseLong(first());
    }
  }

  boolean twofold() {
    return steps.size() > 1;
  }

  /// How long until everybody who watches has had the time to notice.
  boolean hangs() {
    return steps.stream().anyMatch(step -> List.of("stop", "swallow").contains(step.what()));
  }

  /// Whether only a service, and through its pool of connections, can notice.
  boolean throughPool() {
    return steps.stream()
        .anyMatch(step ->
            step.target().equals("postgres")
                && step.whose().filter(whose -> !whose.equals("doctor")).isPresent());
  }

  static List<Fault> all() {
    var all = new java.util.ArrayList<Fault>();
    all.addAll(read("tuned.txt", false));
    all.addAll(read("holdout.txt", true));
    return List.copyOf(all);
  }

  private static List<Fault> read(String file, boolean heldOut) {
    try (var in = Fault.class.getResourceAsStream(file)) {
      if (in == null) throw new IllegalStateException("no " + file);
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> of(line, heldOut))
          .toList();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  static Fault of(String line, boolean heldOut) {
    var fields = Arrays.stream(line.split("\\|")).map(String::strip).toList();
    if (fields.size() != 7) throw new IllegalArgumentException("seven fields are needed: " + line);
    return new Fault(
        fields.get(0),
        heldOut,
        Arrays.stream(fields.get(1).split("\\+")).map(Step::of).toList(),
        fields.get(2),
        fields.get(3),
        Optional.of(fields.get(4)).filter(category -> !category.equals("-")),
        new TreeSet<>(Arrays.asList(fields.get(5).split(" +"))),
        fields.get(6));
  }
}
