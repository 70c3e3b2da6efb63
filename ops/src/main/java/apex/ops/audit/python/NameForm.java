package apex.ops.audit.python;

import java.util.Arrays;
import java.util.function.Predicate;

/// Whether a name has a form; each name is asked once, since the same few come again and again.
final class NameForm {
  private static final byte YES = 1;
  private static final byte NO = 2;

  private final Symbols symbols;
  private final Predicate<String> form;
  private byte[] known = new byte[1 << 12];

  NameForm(Symbols symbols, Predicate<String> form) {
    this.symbols = symbols;
    this.form = form;
  }

  boolean fits(int symbol) {
    if (symbol >= known.length)
      known = Arrays.copyOf(known, Math.max(symbol + 1, known.length * 2));
    if (known[symbol] == 0) known[symbol] = form.test(symbols.text(symbol)) ? YES : NO;
    return known[symbol] == YES;
  }
}
