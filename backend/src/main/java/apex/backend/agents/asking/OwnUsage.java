package apex.backend.agents.asking;

import apex.backend.agents.step.RunContext;
import apex.backend.model.ModelCall;
import apex.spend.price.Cost;
import apex.spend.price.PriceBook;
import apex.spend.price.Usd;
import apex.spend.usage.Call;
import apex.spend.usage.Tokens;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/// Our own calls as what they are: calls like any other.
public final class OwnUsage {
  /// The route that they stand under.
  public static final String ROUTE = "netra-apex";

  private static final Tokens NONE = Tokens.of(0, 0);

  private OwnUsage() {}

  public static Call call(RunContext run, ModelCall made) {
    return new Call(
        made.at(),
        made.provider(),
        made.model(),
        ROUTE,
        "",
        run.thread().toString(),
        made.status(),
        made.took().toMillis(),
        made.tokens().orElse(NONE),
        List.of());
  }

  /// What calls cost together.
  ///
  /// @param usd with six decimals; empty when it is not known, which is not zero
  /// @param why it is not known
  public record Making(Optional<BigDecimal> usd, Optional<String> why) {
    public static final Making NOTHING =
        new Making(Optional.of(BigDecimal.ZERO.setScale(Usd.PLACES)), Optional.empty());

    public static Making unknown(String why) {
      return new Making(Optional.empty(), Optional.of(why));
    }

    /// For the reader: `This answer cost $0.02 to make.`
    public String sentence() {
      return usd.map(known -> "This answer cost %s to make.".formatted(Usd.prose(known)))
          .orElse("What this answer cost to make is not known.");
    }

    /// For what the answer does not know.
    public Optional<String> unknown() {
      return why.map("What this answer cost to make is not known: %s."::formatted);
    }
  }

  /// Exact, rounded once at the end.
  public static Making cost(RunContext run, PriceBook book, List<ModelCall> calls) {
    var sum = BigDecimal.ZERO;
    for (var made : calls) {
      if (made.tokens().isEmpty())
        return Making.unknown(
            "a call to the language model got no usable reply that told its tokens");
      switch (Cost.of(book, call(run, made))) {
        case Cost.Priced(var usd, _, _) -> sum = sum.add(usd);
        case Cost.Ambiguous(var least, _) -> sum = sum.add(least.usd());
        case Cost.Unpriced unpriced -> {
          return Making.unknown(unpriced.sentence());
        }
      }
    }
    return new Making(
        Optional.of(sum.setScale(Usd.PLACES, RoundingMode.HALF_EVEN)), Optional.empty());
  }
}
