package apex.backend.agents;

import apex.spend.count.Counted;
import apex.spend.figures.Figures;
import apex.spend.figures.ToldCall;
import apex.spend.price.PriceBook;
import apex.spend.usage.Call;
import apex.spend.usage.Circumstances;
import apex.spend.usage.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/// A month of calls that nobody made and nothing keeps, so that every analysis has run once before
/// a person waits for it.
final class RehearsedUsage {
  private static final int CALLS = 1_500;
  private static final Duration BETWEEN = Duration.ofMinutes(29);
  private static final List<String> MODELS =
      List.of("gpt-4o", "gpt-4o-mini", "claude-sonnet-4-5", "gemini-2.5-flash");

  private RehearsedUsage() {}

  static Figures figures(PriceBook book, Instant end) {
    var calls = new ArrayList<ToldCall>();
    for (int i = 0; i < CALLS; i++) calls.add(call(i, end.minus(BETWEEN.multipliedBy(CALLS - i))));
    return Counted.told(calls, book);
  }

  private static ToldCall call(int i, Instant at) {
    var model = MODELS.get(i % MODELS.size());
    var call =
        new Call(
            at,
            provider(model),
            model,
            "route-" + i % 7,
            i % 3 == 0 ? "user-" + i % 50 : "",
            i % 2 == 0 ? "conversation-" + i / 8 : "",
            i % 40 == 0 ? "error" : "ok",
            300,
            Tokens.of(600 + i % 900 * (i % 5), 40 + i % 300),
            i % 6 == 0 ? LongStream.rangeClosed(1, 3).boxed().toList() : List.of(),
            "");
    var finish = i % 90 == 0 ? "length" : "stop";
    return new ToldCall(
        call, new Circumstances(i % 11 == 0 ? "dev" : "production", "chat", finish, i % 400));
  }

  private static String provider(String model) {
    if (model.startsWith("gpt")) return "openai";
    return model.startsWith("claude") ? "anthropic" : "google";
  }
}
