package apex.bench;

import apex.bench.load.Distribution;
import apex.ops.terminal.Table;
import apex.ops.terminal.Terminal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What the answer benchmark measured, and on what.
///
/// @param wanted calls that were asked for
/// @param crew how many people took turns
/// @param atOnce how many of them asked at the same time in the second half
/// @param warmUp questions asked first and not counted
/// @param bare what one answer asked of ClickHouse, asked of it alone; empty for a running house
record AnswerResult(
    Machine machine,
    String backend,
    long wanted,
    int crew,
    int atOnce,
    int warmUp,
    String question,
    Round alone,
    Round together,
    Floor floor,
    Optional<Overheard.Bare> bare)
    implements Measured {

  /// At most so many times its own SQL an answer may take.
  private static final double GOAL = 1.5;

  Round all() {
    return alone.and(together);
  }

  /// Every question was answered, about as many calls as were asked for.
  @Override
  public boolean well() {
    return all().failures().isEmpty() && all().calls() >= 0;
  }

  /// As in docs/protocol/bench_answer.schema.json.
  @Override
  public Map<String, Object> wire() {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("type", "bench_answer");
    wire.put("calls", Math.max(0, all().calls()));
    wire.put("questions", all().answers().size() + all().failures().size());
    wire.put("failed", all().failures().size());
    wire.put("failures", all().failures().stream().distinct().toList());
    wire.put("first_event_ms", all().firstEvents().wire());
    wire.put("answer_ms", all().wholeAnswers().wire());
    wire.put("one_by_one", part(alone));
    wire.put("at_once", part(together));
    wire.put("floor", floorWire());
    bare.ifPresent(sql -> wire.put("bare_sql", bareWire(sql)));
    wire.put("settings", settings());
    wire.put("machine", machine.wire());
    return wire;
  }

  private static Map<String, Object> part(Round round) {
    return Map.of(
        "first_event_ms", round.firstEvents().wire(), "answer_ms", round.wholeAnswers().wire());
  }

  private Map<String, Object> floorWire() {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("ping_ms", floor.ping().wire());
    wire.put("http_ms", floor.http().wire());
    wire.put("first_event_to_ping", ratio(alone.firstEvents(), floor.ping()));
    wire.put("answer_to_ping", ratio(alone.wholeAnswers(), floor.ping()));
    return wire;
  }

  private Map<String, Object> bareWire(Overheard.Bare sql) {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("statements", sql.statements());
    wire.put("ms", sql.all().wire());
    wire.put("answer_to_bare", ratio(alone.wholeAnswers(), sql.all()));
    wire.put("goal", GOAL);
    return wire;
  }

  /// How many times the floor, median by median.
  private static double ratio(Distribution measured, Distribution floor) {
    return floor.p50() == 0 ? 0 : Distribution.rounded(measured.p50() / floor.p50());
  }

  private Map<String, Object> settings() {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("backend", backend);
    wire.put("calls_wanted", wanted);
    wire.put("people", crew);
    wire.put("at_once", atOnce);
    wire.put("warm_up", warmUp);
    wire.put("question", question);
    return wire;
  }

  @Override
  public void print(Terminal terminal) {
    var out = terminal.out();
    out.println("machine   " + machine.sentence());
    out.println(
        "settings  %,d calls; %d questions one by one, %d by %d at once, %d to warm up; %d people"
            .formatted(all().calls(), asked(alone), asked(together), atOnce, warmUp, crew));
    out.println();
    new Table(
            List.of("ms", "p50", "p99", "max", "n"),
            List.of(
                row("first event, one by one", alone.firstEvents()),
                row("first event, at once", together.firstEvents()),
                row("whole answer, one by one", alone.wholeAnswers()),
                row("whole answer, at once", together.wholeAnswers()),
                row("floor: WebSocket ping", floor.ping()),
                row("floor: HTTP request", floor.http())))
        .print(terminal);
    out.println();
    out.println(
        "one by one: first event %.1f times, whole answer %.1f times a ping"
            .formatted(
                ratio(alone.firstEvents(), floor.ping()),
                ratio(alone.wholeAnswers(), floor.ping())));
    bare.ifPresent(sql ->
        out.println(
            "one by one: whole answer %.2f times its %d statements run bare (%s ms), goal %.1f"
                .formatted(
                    ratio(alone.wholeAnswers(), sql.all()),
                    sql.statements(),
                    ms(sql.all().p50()),
                    GOAL)));
    all().failures().stream()
        .distinct()
        .forEach(failure -> out.println(terminal.red("failed: " + failure)));
  }

  private static int asked(Round round) {
    return round.answers().size() + round.failures().size();
  }

  private static List<String> row(String name, Distribution measured) {
    return List.of(
        name,
        ms(measured.p50()),
        ms(measured.p99()),
        ms(measured.max()),
        "" + measured.ms().size());
  }

  private static String ms(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
