package apex.ops.audit.python;

import static apex.ops.audit.python.Keyword.*;
import static apex.ops.audit.python.Token.*;

import java.util.Arrays;

/// The expressions of the grammar, from a lambda down to a formatted string.
abstract class Expressions extends Cursor {
  /// Kinds of tokens that no expression goes on with.
  private static final boolean[] ENDS = new boolean[AUGMENTED + 1];

  static {
    for (int kind : new int[] {COMMA, CLOSE, CLOSE_SQUARE, CLOSE_CURLY, COLON, ASSIGN, NEWLINE})
      ENDS[kind] = true;
  }

  final Listener listener;

  /// Names of keyword arguments of the calls that are open, innermost last.
  int[] keywords = new int[64];

  int keywordTop;

  Expressions(Lexer lexer, Listener listener) {
    super(lexer);
    this.listener = listener;
  }

  final boolean startsExpression() {
    return switch (kinds[at]) {
      case NEWLINE,
          SEMICOLON,
          END,
          CLOSE,
          CLOSE_SQUARE,
          CLOSE_CURLY,
          ASSIGN,
          COLON,
          FIELD_END,
          COMMA ->
          false;
      default -> true;
    };
  }

  /// `a, *b, c`; a comma may end it.
  final void starExpressions() throws Unparsable {
    if (kinds[at] == YIELD) {
      yieldExpression();
      return;
    }
    starOrExpression();
    while (skip(COMMA)) {
      if (!startsExpression() || kinds[at] == AUGMENTED) return;
      starOrExpression();
    }
  }

  final void starOrExpression() throws Unparsable {
    if (skip(STAR)) binary(0);
    else namedExpression();
  }

  final void expressions() throws Unparsable {
    do {
      if (!startsExpression()) break;
      expression();
    } while (skip(COMMA));
    if (kinds[at - 1] == DEL) throw wrong("invalid syntax");
  }

  final void yieldExpression() throws Unparsable {
    at++;
    listener.yields();
    if (skip(FROM)) expression();
    else if (startsExpression()) starExpressions();
  }

  final void namedExpression() throws Unparsable {
    if (kinds[at] == NAME && kinds[at + 1] == WALRUS) {
      listener.bind(at);
      at += 2;
    }
    expression();
  }

  final void expression() throws Unparsable {
    if (single()) {
      at++;
      return;
    }
    if (kinds[at] == LAMBDA) {
      lambda();
      return;
    }
    enter();
    disjunction();
    if (skip(IF)) {
      disjunction();
      expect(ELSE, "'else'");
      expression();
    }
    nested--;
  }

  /// Whether one token is the whole expression, which half of all are.
  private boolean single() {
    return switch (kinds[at]) {
      case NAME, NUMBER, STRING, NONE, TRUE, FALSE -> ENDS[kinds[at + 1]];
      default -> false;
    };
  }

  final void lambda() throws Unparsable {
    enter();
    at++;
    // in the field of a formatted string its colon begins the format, as in CPython
    parameters(COLON, false);
    expect(COLON, "':'");
    expression();
    nested--;
  }

  final void disjunction() throws Unparsable {
    do {
      do inversion();
      while (skip(AND));
    } while (skip(OR));
  }

  final void inversion() throws Unparsable {
    while (kinds[at] == NOT) at++;
    comparison();
  }

  final void comparison() throws Unparsable {
    int from = at;
    binary(0);
    while (true) {
      var operator = at;
      var to = at;
      switch (kinds[at]) {
        case EQUAL, UNEQUAL, AT_MOST, AT_LEAST, IN, OPERATOR + '<', OPERATOR + '>' -> at++;
        case NOT -> {
          if (kinds[at + 1] != IN) return;
          at += 2;
        }
        case IS -> at += kinds[at + 1] == NOT ? 2 : 1;
        default -> {
          return;
        }
      }
      var right = at;
      binary(0);
      listener.compare(from, to, operator, right, at);
      from = right;
    }
  }

  /// How tightly an operator of two operands binds; 0 when it is none.
  static int precedence(int kind) {
    return switch (kind) {
      case BAR -> 1;
      case OPERATOR + '^' -> 2;
      case OPERATOR + '&' -> 3;
      case SHIFT_LEFT, SHIFT_RIGHT -> 4;
      case PLUS, MINUS -> 5;
      case STAR, SLASH, FLOOR, OPERATOR + '%', AT -> 6;
      default -> 0;
    };
  }

  /// Operands joined by operators that bind tighter than `least`; the grouping is not needed.
  final void binary(int least) throws Unparsable {
    unary();
    while (precedence(kinds[at]) > least) {
      at++;
      unary();
    }
  }

  final void unary() throws Unparsable {
    while (true) {
      while (kinds[at] == PLUS || kinds[at] == MINUS || kinds[at] == OPERATOR + '~') at++;
      if (kinds[at] == AWAIT) awaiting();
      else primary();
      if (!skip(POWER)) return;
    }
  }

  final void awaiting() throws Unparsable {
    var from = ++at;
    primary();
    listener.awaits(from, at);
  }

  final void primary() throws Unparsable {
    var from = at;
    atom();
    if (kinds[at] == DOT && kinds[from] == NAME && at == from + 1 && kinds[at + 1] == NAME)
      listener.attribute(from, at + 1);
    while (true) {
      switch (kinds[at]) {
        case DOT -> {
          at++;
          expect(NAME, "a name after '.'");
        }
        case OPEN -> call(from);
        case OPEN_SQUARE -> subscript();
        default -> {
          return;
        }
      }
    }
  }

  final void call(int from) throws Unparsable {
    var open = at++;
    var first = at;
    var top = keywordTop;
    var firstEnd = arguments();
    var close = at;
    expect(CLOSE, "')'");
    listener.call(from, open, first, firstEnd, close, keywordTop - top);
    keywordTop = top;
  }

  /// The arguments up to the closing bracket. Answers where the first positional one ends, or -1.
  final int arguments() throws Unparsable {
    enter();
    int firstEnd = -1;
    boolean first = true;
    while (kinds[at] != CLOSE) {
      if (kinds[at] == STAR || kinds[at] == POWER) {
        at++;
        expression();
      } else if (kinds[at] == NAME && kinds[at + 1] == ASSIGN) keywordArgument();
      else {
        namedExpression();
        if (kinds[at] == FOR || kinds[at] == ASYNC) comprehension();
        if (first) firstEnd = at;
      }
      first = false;
      if (!skip(COMMA)) break;
    }
    nested--;
    return firstEnd;
  }

  final void keywordArgument() throws Unparsable {
    if (keywordTop == keywords.length) keywords = Arrays.copyOf(keywords, keywordTop * 2);
    keywords[keywordTop++] = at;
    var name = at;
    at += 2;
    if (kinds[at] == STRING) listener.labelled(name, at);
    expression();
  }

  final void subscript() throws Unparsable {
    at++;
    enter();
    do {
      if (kinds[at] == CLOSE_SQUARE) break;
      slice();
    } while (skip(COMMA));
    nested--;
    if (kinds[at - 1] == OPEN_SQUARE) throw wrong("a subscript is missing");
    expect(CLOSE_SQUARE, "']'");
  }

  final void slice() throws Unparsable {
    if (skip(STAR)) {
      binary(0);
      return;
    }
    if (kinds[at] != COLON) namedExpression();
    for (int colons = 0; colons < 2 && skip(COLON); colons++)
      if (kinds[at] != COLON && kinds[at] != COMMA && kinds[at] != CLOSE_SQUARE) expression();
  }

  final void atom() throws Unparsable {
    switch (kinds[at]) {
      case NAME, NUMBER, NONE, TRUE, FALSE, ELLIPSIS -> at++;
      case STRING, FORMATTED -> strings();
      case OPEN -> group();
      case OPEN_SQUARE -> list();
      case OPEN_CURLY -> display();
      default -> throw wrong("invalid syntax");
    }
  }

  final void strings() throws Unparsable {
    while (true) {
      if (kinds[at] == STRING) at++;
      else if (kinds[at] == FORMATTED) {
        at++;
        while (kinds[at] == FIELD) field();
        expect(FORMATTED_END, "the end of a formatted string");
      } else return;
    }
  }

  final void field() throws Unparsable {
    at++;
    enter();
    starExpressions();
    skip(ASSIGN);
    if (skip(FIELD_CONVERSION)) expect(NAME, "a conversion after '!'");
    if (skip(FIELD_FORMAT)) while (kinds[at] == FIELD) field();
    nested--;
    expect(FIELD_END, "'}' in a formatted string");
  }

  final void group() throws Unparsable {
    at++;
    enter();
    if (kinds[at] == YIELD) yieldExpression();
    else elements(CLOSE);
    nested--;
    expect(CLOSE, "')'");
  }

  final void list() throws Unparsable {
    at++;
    enter();
    elements(CLOSE_SQUARE);
    nested--;
    expect(CLOSE_SQUARE, "']'");
  }

  final void elements(int close) throws Unparsable {
    while (kinds[at] != close) {
      starOrExpression();
      if (kinds[at] == FOR || kinds[at] == ASYNC) comprehension();
      if (!skip(COMMA)) return;
    }
  }

  final void display() throws Unparsable {
    at++;
    enter();
    while (kinds[at] != CLOSE_CURLY) {
      if (skip(POWER)) binary(0);
      else {
        var key = at;
        starOrExpression();
        if (skip(COLON)) {
          if (kinds[key] == STRING && at == key + 2 && kinds[at] == STRING)
            listener.labelled(key, at);
          expression();
        }
        if (kinds[at] == FOR || kinds[at] == ASYNC) comprehension();
      }
      if (!skip(COMMA)) break;
    }
    nested--;
    expect(CLOSE_CURLY, "'}'");
  }

  final void comprehension() throws Unparsable {
    while (kinds[at] == FOR || kinds[at] == ASYNC) {
      skip(ASYNC);
      expect(FOR, "'for'");
      var from = at;
      targetList();
      for (int i = from; i < at; i++)
        if (kinds[i] == NAME && kinds[i - 1] != DOT) listener.bindLocal(i);
      expect(IN, "'in'");
      disjunction();
      while (skip(IF)) {
        if (kinds[at] == NAME && kinds[at + 1] == WALRUS) {
          listener.bind(at);
          at += 2;
        }
        disjunction();
      }
    }
  }

  final void targetList() throws Unparsable {
    do {
      if (kinds[at] == IN) return;
      skip(STAR);
      binary(0);
    } while (skip(COMMA));
  }

  /// Parameters of a function, or of a lambda (which have no annotation).
  final void parameters(int end, boolean annotated) throws Unparsable {
    while (kinds[at] != end) {
      if (skip(SLASH)) {
        // what stands before is positional only
      } else if (skip(POWER)) parameter(annotated, false);
      else if (kinds[at] == STAR) {
        at++;
        if (kinds[at] == NAME) parameter(annotated, true);
      } else {
        parameter(annotated, false);
        if (skip(ASSIGN)) expression();
      }
      if (!skip(COMMA)) return;
    }
  }

  final void parameter(boolean annotated, boolean starred) throws Unparsable {
    if (!annotated && kinds[at] == NAME) listener.bindLocal(at);
    expect(NAME, "a parameter's name");
    if (!annotated || !skip(COLON)) return;
    if (starred && kinds[at] == STAR) at++;
    expression();
  }

  final void dotted() throws Unparsable {
    expect(NAME, "a name");
    while (skip(DOT)) expect(NAME, "a name after '.'");
  }
}
