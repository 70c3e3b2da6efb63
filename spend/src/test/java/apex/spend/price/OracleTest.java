package apex.spend.price;

import static org.assertj.core.api.Assertions.assertThat;

import apex.spend.Books;
import apex.spend.usage.Call;
import apex.spend.usage.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our [Cost] against the price package's own function, over random calls of every model it knows.
///
/// Where the two differ, and why we do:
///
/// - A model listed without a price, or without one for output tokens that were used, is unpriced
///   here and free there. Unknown is not zero.
/// - A one-hour cache write that the book does not price costs twice the input price for Claude
///   models (the provider's rule, shown as such); there it costs what a five-minute write costs.
/// - Our ladder reaches further: prefixes, hosts' spellings and fine-tuned models are found here
///   where the package answers null.
class OracleTest {
  private static final int ROWS = 10_000;
  private static final long SEED = 20261121;
  private static final List<Long> SIZES = Books.SHIPPED.grid().sizes();
  @TempDir Path folder;

  private enum Deviation {
    NONE_LISTED,
    NO_OUTPUT_PRICE,
    ONE_HOUR_WRITE_BY_RULE,
    LADDER_REACHES_FURTHER
  }

  private static final Set<Quote.Match> FURTHER =
      EnumSet.of(
          Quote.Match.DATE_REWRITTEN,
          Quote.Match.PREFIX_REMOVED,
          Quote.Match.HOST_FORM,
          Quote.Match.FINE_TUNE);

  @Test
  void tenThousandRandomCallsCostWhatThePackageSays() throws Exception {
    var calls = calls();
    var oracle = ask(calls);
    var deviations = new EnumMap<Deviation, Integer>(Deviation.class);
    var wrong = new ArrayList<String>();
    int equal = 0;
    int notAlikeToo = 0;
    for (int i = 0; i < calls.size(); i++) {
      var call = calls.get(i);
      var theirs = oracle.get(i);
      switch (Cost.of(Books.SHIPPED, call)) {
        case Cost.Priced ours
            when ours.price().rules().isEmpty() || call.tokens().cacheWrite1h() == 0 -> {
          if (alike(ours, theirs)) equal++;
          else if (theirs.equals("null") && FURTHER.contains(match(call)))
            deviations.merge(Deviation.LADDER_REACHES_FURTHER, 1, Integer::sum);
          else
            wrong.add("%s: ours %s, theirs %s".formatted(call, ours.usd().toPlainString(), theirs));
        }
        case Cost.Priced ruled ->
            deviations.merge(Deviation.ONE_HOUR_WRITE_BY_RULE, 1, Integer::sum);
        case Cost.Ambiguous two -> wrong.add(call + ": nothing is ambiguous here, was " + two);
        case Cost.Unpriced unpriced -> {
          switch (unpriced.why()) {
            case NO_PRICE_LISTED, NOT_PRICED_BY_TOKENS -> {
              deviations.merge(Deviation.NONE_LISTED, 1, Integer::sum);
              if (!theirs.equals("0")) wrong.add(call + ": we have no price, theirs is " + theirs);
            }
            case NO_OUTPUT_PRICE -> deviations.merge(Deviation.NO_OUTPUT_PRICE, 1, Integer::sum);
            case UNKNOWN_MODEL, UNKNOWN_PROVIDER, NO_TIER_PRICE -> {
              notAlikeToo++;
              if (!theirs.equals("null")) wrong.add(call + ": unknown to us, theirs is " + theirs);
            }
          }
        }
      }
    }
    var models = models();
    System.out.printf(
        "oracle: %d calls over %d models, %d equal within 1e-9, %d unknown to both, deviations %s, %d unexplained%n",
        calls.size(), models.size(), equal, notAlikeToo, deviations, wrong.size());
    assertThat(calls.stream().map(call -> call.provider() + " " + call.model()))
        .as("every model of the book is asked for")
        .containsAll(models.stream().map(name -> name[0] + " " + name[1]).toList());
    assertThat(wrong).isEmpty();
    assertThat(equal).isGreaterThan(ROWS * 3 / 4);
  }

  private static boolean alike(Cost.Priced ours, String theirs) {
    if (theirs.equals("null") || theirs.startsWith("error")) return false;
    double usd = Double.parseDouble(theirs);
    return Math.abs(ours.usd().doubleValue() - usd) <= 1e-9 * Math.max(1, usd);
  }

  private static Quote.Match match(Call call) {
    return ((Quote.Found) Books.SHIPPED.price(call)).match();
  }

  /// Every model in turn, at random times and sizes, until there are enough.
  private static List<Call> calls() {
    var random = new Random(SEED);
    var all = models();
    var calls = new ArrayList<Call>();
    for (int i = 0; calls.size() < ROWS || i % all.size() != 0; i++) {
      var name = all.get(i % all.size());
      var other = i >= all.size() && random.nextInt(20) == 0;
      var model = other ? name[1] + "-x" + random.nextInt(9) : name[1];
      calls.add(
          new Call(at(random), name[0], model, "", "", "", "ok", -1, tokens(random), List.of()));
    }
    return calls;
  }

  /// Anywhere in three years, and every third time on a line at which prices change, or just
  /// before.
  private static Instant at(Random random) {
    var lines = Books.SHIPPED.grid().dates();
    if (random.nextInt(3) == 0)
      return lines.get(random.nextInt(lines.size())).minusSeconds(random.nextInt(2));
    return Instant.parse("2025-01-01T00:00:00Z").plusSeconds(random.nextInt(3 * 365 * 86_400));
  }

  private static List<String[]> models() {
    var names = new TreeMap<String, String[]>();
    for (var line : Books.lines(PriceBook.RESOURCE))
      if (line.startsWith("model\t")) {
        var columns = line.split("\t", -1);
        names.put(
            columns[1] + "\t" + columns[2],
            new String[] {columns[1], PriceTable.unescaped(columns[2])});
      }
    return List.copyOf(names.values());
  }

  private static Tokens tokens(Random random) {
    long scale = (long) Math.pow(10, 1 + random.nextInt(6));
    long read = random.nextBoolean() ? random.nextLong(scale) : 0;
    long five = random.nextBoolean() ? random.nextLong(scale) : 0;
    long hour = random.nextInt(4) == 0 ? random.nextLong(scale) : 0;
    long output = random.nextInt(5) == 0 ? 0 : random.nextLong(scale);
    long input = random.nextLong(scale) + read + five + hour;
    if (random.nextInt(10) == 0)
      input =
          Math.max(read + five + hour, SIZES.get(random.nextInt(SIZES.size())) + random.nextInt(2));
    return new Tokens(input, read, five, hour, output, output == 0 ? 0 : random.nextLong(output));
  }

  private List<String> ask(List<Call> calls) throws IOException, InterruptedException {
    var script = folder.resolve("oracle.mjs");
    Files.write(script, Books.lines("apex/spend/price/oracle.mjs"));
    var questions = folder.resolve("questions");
    var answers = folder.resolve("answers");
    Files.write(questions, calls.stream().map(OracleTest::json).toList());
    var bundle =
        Path.of("prices/node_modules/@pydantic/genai-prices/dist/index.js").toAbsolutePath();
    var node =
        new ProcessBuilder("node", script.toString(), bundle.toString())
            .redirectInput(questions.toFile())
            .redirectOutput(answers.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(node.waitFor()).isZero();
    return Files.readAllLines(answers);
  }

  private static String json(Call call) {
    var tokens = call.tokens();
    var usage =
        Map.of(
            "input_tokens", tokens.input(),
            "cache_read_tokens", tokens.cacheRead(),
            "cache_write_tokens", tokens.cacheWrite5m() + tokens.cacheWrite1h(),
            "cache_write_5m_tokens", tokens.cacheWrite5m(),
            "cache_write_1h_tokens", tokens.cacheWrite1h(),
            "output_tokens", tokens.output(),
            "output_reasoning_tokens", tokens.reasoning());
    return "{\"provider\":%s,\"model\":%s,\"at\":\"%s\",\"usage\":{%s}}"
        .formatted(
            quoted(call.provider()),
            quoted(call.model()),
            call.at(),
            String.join(
                ",",
                usage.entrySet().stream()
                    .map(e -> quoted(e.getKey()) + ":" + e.getValue())
                    .toList()));
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
