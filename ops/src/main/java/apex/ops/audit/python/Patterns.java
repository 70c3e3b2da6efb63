package apex.ops.audit.python;

import static apex.ops.audit.python.Keyword.*;
import static apex.ops.audit.python.Token.*;

/// The patterns of `case` (PEP 634), and what an assignment binds.
abstract class Patterns extends Expressions {
  private final int wildcard;

  Patterns(Lexer lexer, Listener listener) {
    super(lexer, listener);
    wildcard = lexer.symbols.of("_");
  }

  final void openPattern() throws Unparsable {
    do {
      if (kinds[at] == COLON || kinds[at] == IF) return;
      starPattern();
    } while (skip(COMMA));
  }

  final void starPattern() throws Unparsable {
    if (skip(STAR)) capture();
    else asPattern();
  }

  final void capture() throws Unparsable {
    if (lexer.values[at] != wildcard || kinds[at] != NAME) listener.bind(at);
    expect(NAME, "a name");
  }

  final void asPattern() throws Unparsable {
    enter();
    do closedPattern();
    while (skip(BAR));
    if (skip(AS)) capture();
    nested--;
  }

  final void closedPattern() throws Unparsable {
    switch (kinds[at]) {
      case OPEN -> sequence(CLOSE);
      case OPEN_SQUARE -> sequence(CLOSE_SQUARE);
      case OPEN_CURLY -> mappingPattern();
      case NAME -> namePattern();
      case NUMBER, MINUS -> numberPattern();
      case STRING, FORMATTED -> strings();
      case NONE, TRUE, FALSE -> at++;
      default -> throw wrong("invalid pattern");
    }
  }

  final void sequence(int close) throws Unparsable {
    at++;
    while (kinds[at] != close) {
      starPattern();
      if (!skip(COMMA)) break;
    }
    expect(close, "the closing bracket of a pattern");
  }

  final void numberPattern() throws Unparsable {
    skip(MINUS);
    expect(NUMBER, "a number");
    if (skip(PLUS) || skip(MINUS)) expect(NUMBER, "a number");
  }

  final void namePattern() throws Unparsable {
    var first = at;
    dotted();
    if (kinds[at] != OPEN) {
      if (at - first == 1 && lexer.values[first] != wildcard) listener.bind(first);
      else if (at - first >= 3) listener.attribute(first, first + 2);
      return;
    }
    at++;
    while (kinds[at] != CLOSE) {
      if (kinds[at] == NAME && kinds[at + 1] == ASSIGN) at += 2;
      asPattern();
      if (!skip(COMMA)) break;
    }
    expect(CLOSE, "')'");
  }

  final void mappingPattern() throws Unparsable {
    at++;
    while (kinds[at] != CLOSE_CURLY) {
      if (skip(POWER)) capture();
      else {
        if (kinds[at] == NAME) dotted();
        else closedPattern();
        expect(COLON, "':'");
        asPattern();
      }
      if (!skip(COMMA)) break;
    }
    expect(CLOSE_CURLY, "'}'");
  }

  /// Tells which names and attributes an assignment to these tokens binds.
  final void targets(int from, int to) {
    for (int i = from; i < to; i++) {
      if (kinds[i] != NAME) {
        // what stands in a bracket after a closing one is a subscript or call, not a target
        if (bracket(kinds[i]) > 0 && i > from && endsOperand(kinds[i - 1])) i = closing(i);
        continue;
      }
      if (kinds[i - (i > 0 ? 1 : 0)] == DOT && i > from) continue;
      if (i + 1 >= to || !trailer(kinds[i + 1])) listener.bind(i);
      else if (kinds[i + 1] == DOT && (i + 3 >= to || !trailer(kinds[i + 3])))
        listener.store(i, i + 2);
    }
  }

  static boolean trailer(int kind) {
    return kind == DOT || kind == OPEN || kind == OPEN_SQUARE;
  }

  static boolean endsOperand(int kind) {
    return kind == NAME
        || kind == CLOSE
        || kind == CLOSE_SQUARE
        || kind == CLOSE_CURLY
        || kind == STRING;
  }
}
