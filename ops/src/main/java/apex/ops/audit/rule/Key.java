package apex.ops.audit.rule;

import java.util.Comparator;

/// What makes a finding the same one tomorrow: never a line, a count or an order.
///
/// @param from path of the file it is in
/// @param to path of the other file, or empty
/// @param symbol what it is about
public record Key(String rule, String from, String to, String symbol) {
  public static final Comparator<Key> ORDER =
      Comparator.comparing(Key::rule)
          .thenComparing(Key::from)
          .thenComparing(Key::to)
          .thenComparing(Key::symbol);
}
