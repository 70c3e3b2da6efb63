package apex.spend.figures;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// How calls come and go, beside their sums: what was paid for nothing, when calls come, how
/// lengths are spread and drift. Counted call by call in the order of time; US dollars are sums of
/// per-call costs.
///
/// @param until the last call counted; empty when there is none
/// @param told what the calls tell of themselves
/// @param binSeconds width of the bins of [Group#bins]
public record Habits(
    Optional<Instant> until,
    Told told,
    int binSeconds,
    List<Group> groups,
    List<Waste> waste,
    List<Cliff> cliffs,
    List<Hours> hours) {
  public Habits {
    groups = List.copyOf(groups);
    waste = List.copyOf(waste);
    cliffs = List.copyOf(cliffs);
    hours = List.copyOf(hours);
  }

  /// How many calls there are, and how many tell what.
  public record Told(
      long calls, long prompts, long environments, long operations, long finishReasons) {}

  /// Money by side of the call; fees for the call itself are with the input.
  public record Sides(BigDecimal input, BigDecimal output) {
    public static final Sides NONE = new Sides(BigDecimal.ZERO, BigDecimal.ZERO);

    public Sides plus(Sides other) {
      return new Sides(input.add(other.input), output.add(other.output));
    }

    public Sides minus(Sides other) {
      return new Sides(input.subtract(other.input), output.subtract(other.output));
    }

    public BigDecimal cost() {
      return input.add(output);
    }
  }

  /// One model on one route.
  ///
  /// @param withPerson calls that name a user or a conversation
  /// @param embeddings calls whose operation is embeddings
  /// @param cutOff answers that ended because they reached their limit
  /// @param bins ascending, those with calls
  /// @param answers empty when fewer than 30 calls are ordinary
  /// @param drift how prompts came to be longer, when they did
  /// @param turns mean prompt by turn of its conversation, the first first
  /// @param batch what the calls without a person would cost in a batch; empty when no such price
  ///   is known
  public record Group(
      String provider,
      String model,
      String route,
      long calls,
      long withPerson,
      long embeddings,
      long cutOff,
      List<Bin> bins,
      Optional<Answers> answers,
      Optional<Drift> drift,
      List<Turn> turns,
      Optional<Batch> batch) {
    public Group {
      bins = List.copyOf(bins);
      turns = List.copyOf(turns);
    }
  }

  /// @param number since 1970, in widths
  /// @param nanoUsd 10^-9 US dollars, rounded down call by call
  public record Bin(long number, long calls, long tokens, long nanoUsd) {}

  /// How long answers are, those that run on apart.
  ///
  /// @param usual the bulk
  /// @param longestUsual tokens
  /// @param runaway answers at least twice as long as any of the bulk, with a gap between; at most
  ///   15 of 100
  /// @param shortestRunaway 0 when there is none
  public record Answers(Spread usual, long longestUsual, Spread runaway, long shortestRunaway) {}

  /// @param squares the sum of squares
  public record Spread(long count, long sum, double squares) {
    public static final Spread NONE = new Spread(0, 0, 0);

    public double mean() {
      return count == 0 ? 0 : (double) sum / count;
    }

    /// Of one value, unbiased.
    public double variance() {
      return count < 2 ? 0 : Math.max(0, (squares - sum * mean()) / (count - 1));
    }

    public Spread plus(Spread other) {
      return new Spread(count + other.count, sum + other.sum, squares + other.squares);
    }
  }

  /// Prompts were longer from a day on.
  ///
  /// @param since UTC
  /// @param score the difference of the means over its standard error
  public record Drift(LocalDate since, Spread before, Spread after, double score) {}

  /// @param meanInput tokens
  public record Turn(int number, long calls, double meanInput) {}

  /// @param now what they cost
  /// @param then what they would in a batch
  public record Batch(long calls, Sides now, Sides then, String rule) {}

  /// What was paid for nothing, exactly.
  ///
  /// @param about the environment, where that is the reason
  public record Waste(
      WasteKind kind,
      String provider,
      String model,
      String route,
      String about,
      long calls,
      TokenSums tokens,
      Sides sides) {}

  /// Calls just above a size from which the whole request costs more.
  ///
  /// @param above the size in input tokens
  /// @param tokensOver input tokens beyond it
  /// @param now what they cost
  /// @param then what they would cost cut to that size
  public record Cliff(
      String provider,
      String model,
      String route,
      long above,
      long calls,
      long tokensOver,
      Sides now,
      Sides then) {}

  /// Calls of a model whose price depends on the time of day.
  ///
  /// @param now what they cost
  /// @param then what they would cost in the cheapest hours
  /// @param cheapest the hours in UTC, in words
  public record Hours(
      String provider,
      String model,
      String route,
      long calls,
      Sides now,
      Sides then,
      String cheapest) {}
}
