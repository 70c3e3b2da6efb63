package apex.spend.habits;

import apex.spend.figures.Habits;
import apex.spend.figures.TokenSums;
import apex.spend.figures.ToldCall;
import apex.spend.figures.WasteKind;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Sums of what was paid for nothing. For one thread.
final class WasteTally {
  private final Map<Key, Sum> sums = new LinkedHashMap<>();

  private record Key(WasteKind kind, CallGroup group, String about) {}

  private record Sum(long calls, TokenSums tokens, Habits.Sides sides) {}

  /// One call.
  record Entry(CallGroup group, ToldCall told, Habits.Sides sides) {
    private String about(WasteKind kind) {
      return kind == WasteKind.TEST_ENVIRONMENT ? told.environment() : "";
    }
  }

  void add(WasteKind kind, Entry entry) {
    var one = new Sum(1, TokenSums.of(entry.told.call().tokens()), entry.sides);
    sums.merge(
        new Key(kind, entry.group, entry.about(kind)),
        one,
        (a, b) -> new Sum(a.calls + 1, a.tokens.plus(b.tokens), a.sides.plus(b.sides)));
  }

  void move(WasteKind from, WasteKind to, Entry entry) {
    var key = new Key(from, entry.group, entry.about(from));
    var tokens = TokenSums.of(entry.told.call().tokens());
    sums.computeIfPresent(
        key,
        (k, sum) ->
            new Sum(sum.calls - 1, minus(sum.tokens, tokens), sum.sides.minus(entry.sides)));
    add(to, entry);
  }

  private static TokenSums minus(TokenSums all, TokenSums one) {
    return new TokenSums(
        all.calls() - one.calls(),
        all.input() - one.input(),
        all.cacheRead() - one.cacheRead(),
        all.cacheWrite5m() - one.cacheWrite5m(),
        all.cacheWrite1h() - one.cacheWrite1h(),
        all.output() - one.output(),
        all.reasoning() - one.reasoning());
  }

  WasteTally copy() {
    var copy = new WasteTally();
    copy.sums.putAll(sums);
    return copy;
  }

  /// Dearest first.
  List<Habits.Waste> sums() {
    return sums.entrySet().stream()
        .filter(entry -> entry.getValue().calls > 0)
        .map(entry -> waste(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparing((Habits.Waste one) -> one.sides().cost()).reversed())
        .toList();
  }

  private static Habits.Waste waste(Key key, Sum sum) {
    return new Habits.Waste(
        key.kind,
        key.group.provider(),
        key.group.model(),
        key.group.route(),
        key.about,
        sum.calls,
        sum.tokens,
        sum.sides);
  }
}
