package apex.ops.audit.python;

import static apex.ops.audit.python.Keyword.*;
import static apex.ops.audit.python.Token.*;

import java.util.Arrays;

/// The grammar of Python 3.0 to 3.14 (reference: "Full Grammar specification" of 3.14), by
/// recursive descent over the tokens of a [Lexer]. It builds no tree: it checks the whole file and
/// tells a [Listener] what it met. What it does not accept is [Unparsable].
final class Grammar {
  private static final int NESTING_MAX = 1500;

  private final Lexer lexer;
  private final Listener listener;
  private final int match;
  private final int wildcard;
  private final int caseWord;
  private final int typeWord;
  private final int typeChecking;
  private int[] kinds = new int[0];
  private int at;
  private int nested;

  /// Names of keyword arguments of the calls that are open, innermost last.
  int[] keywords = new int[64];

  private int keywordTop;

  Grammar(Lexer lexer, Listener listener) {
    this.lexer = lexer;
    this.listener = listener;
    match = lexer.symbols.of("match");
    wildcard = lexer.symbols.of("_");
    caseWord = lexer.symbols.of("case");
    typeWord = lexer.symbols.of("type");
    typeChecking = lexer.symbols.of("TYPE_CHECKING");
  }

  int keywordTop() {
    return keywordTop;
  }

  void file() throws Unparsable {
    kinds = lexer.kinds;
    at = nested = keywordTop = 0;
    while (kinds[at] != END) statement();
  }

  // --- statements ----------------------------------------------------------------------------

  private void statement() throws Unparsable {
    switch (kinds[at]) {
      case IF -> ifStatement();
      case WHILE -> whileStatement();
      case FOR -> forStatement();
      case TRY -> tryStatement();
      case WITH -> withStatement();
      case DEF -> function(false);
      case CLASS -> classDefinition();
      case AT -> decorated();
      case ASYNC -> asyncStatement();
      case NAME -> {
        if (lexer.values[at] == match && opensMatch()) matchStatement();
        else simpleStatements();
      }
      case INDENT -> throw wrong("unexpected indent");
      default -> simpleStatements();
    }
  }

  private void simpleStatements() throws Unparsable {
    while (true) {
      simpleStatement();
      if (kinds[at] != SEMICOLON) break;
      at++;
      if (kinds[at] == NEWLINE) break;
    }
    expect(NEWLINE, "a new line");
  }

  private void simpleStatement() throws Unparsable {
    switch (kinds[at]) {
      case PASS, BREAK, CONTINUE -> at++;
      case IMPORT -> importStatement();
      case FROM -> fromStatement();
      case RETURN -> returnStatement();
      case RAISE -> raiseStatement();
      case GLOBAL, NONLOCAL -> names();
      case DEL -> {
        at++;
        expressions();
      }
      case ASSERT -> {
        at++;
        expression();
        if (skip(COMMA)) expression();
      }
      case NAME -> {
        if (lexer.values[at] == typeWord && kinds[at + 1] == NAME) typeAlias();
        else expressionStatement();
      }
      default -> expressionStatement();
    }
  }

  private void importStatement() throws Unparsable {
    var statement = at++;
    do {
      var from = at;
      dotted();
      var to = at;
      listener.importModule(statement, from, to, alias());
    } while (skip(COMMA));
  }

  private void fromStatement() throws Unparsable {
    var statement = at++;
    int dots = 0;
    while (kinds[at] == DOT || kinds[at] == ELLIPSIS) dots += kinds[at++] == DOT ? 1 : 3;
    var from = at;
    if (kinds[at] == NAME) dotted();
    else if (dots == 0) throw wrong("a module's name is missing");
    var to = at;
    expect(IMPORT, "'import'");
    if (kinds[at] == STAR) {
      listener.importFrom(statement, dots, from, to, at++, -1);
      return;
    }
    boolean bracketed = skip(OPEN);
    do {
      if (bracketed && kinds[at] == CLOSE) break;
      var name = at;
      expect(NAME, "a name to import");
      listener.importFrom(statement, dots, from, to, name, alias());
    } while (skip(COMMA));
    if (bracketed) expect(CLOSE, "')'");
    if (kinds[at - 1] == COMMA || bracketed && kinds[at - 2] == OPEN)
      throw wrong("a name to import is missing");
  }

  private int alias() throws Unparsable {
    if (!skip(AS)) return -1;
    expect(NAME, "a name after 'as'");
    return at - 1;
  }

  private void dotted() throws Unparsable {
    expect(NAME, "a name");
    while (skip(DOT)) expect(NAME, "a name after '.'");
  }

  private void returnStatement() throws Unparsable {
    var from = ++at;
    if (startsExpression()) starExpressions();
    listener.returns(from, at);
  }

  private void raiseStatement() throws Unparsable {
    at++;
    if (!startsExpression()) return;
    expression();
    if (skip(FROM)) expression();
  }

  private void names() throws Unparsable {
    boolean global = kinds[at++] == GLOBAL;
    do {
      expect(NAME, "a name");
      if (global) listener.global(at - 1);
    } while (skip(COMMA));
  }

  private void typeAlias() throws Unparsable {
    at++;
    listener.bind(at++);
    if (kinds[at] == OPEN_SQUARE) typeParameters();
    expect(ASSIGN, "'='");
    expression();
  }

  private void expressionStatement() throws Unparsable {
    var from = at;
    starExpressions();
    var to = at;
    switch (kinds[at]) {
      case ASSIGN -> assignment(from, to);
      case AUGMENTED -> {
        at++;
        listener.augmented(from, to);
        yieldOrExpressions();
      }
      case COLON -> annotated(from, to);
      default -> listener.expression(from, to);
    }
  }

  private void assignment(int from, int to) throws Unparsable {
    var first = at;
    int value = at;
    while (kinds[at] == ASSIGN) {
      at++;
      value = at;
      yieldOrExpressions();
    }
    targets(from, to);
    listener.assign(from, to, value, at);
    var end = at;
    // the targets between the first and the value: a = b = value
    for (int start = first + 1; start < value; ) {
      var stop = assignAfter(start, value);
      targets(start, stop);
      listener.assign(start, stop, value, end);
      start = stop + 1;
    }
  }

  private int assignAfter(int from, int limit) {
    int depth = 0;
    for (int i = from; i < limit; i++) {
      depth += bracket(kinds[i]);
      if (depth == 0 && kinds[i] == ASSIGN) return i;
    }
    return limit;
  }

  private void annotated(int from, int to) throws Unparsable {
    at++;
    expression();
    targets(from, to);
    if (!skip(ASSIGN)) return;
    var value = at;
    yieldOrExpressions();
    listener.assign(from, to, value, at);
  }

  private void yieldOrExpressions() throws Unparsable {
    if (kinds[at] == YIELD) yieldExpression();
    else starExpressions();
  }

  private void decorated() throws Unparsable {
    while (kinds[at] == AT) {
      var from = ++at;
      namedExpression();
      listener.decorator(from, at);
      expect(NEWLINE, "a new line after the decorator");
    }
    switch (kinds[at]) {
      case DEF -> function(false);
      case CLASS -> classDefinition();
      case ASYNC -> {
        at++;
        function(true);
      }
      default -> throw wrong("a decorator must stand before a function or class");
    }
  }

  private void asyncStatement() throws Unparsable {
    at++;
    switch (kinds[at]) {
      case DEF -> function(true);
      case FOR -> forStatement();
      case WITH -> withStatement();
      default -> throw wrong("'async' must stand before def, for or with");
    }
  }

  private void function(boolean async) throws Unparsable {
    expect(DEF, "'def'");
    var name = at;
    expect(NAME, "the function's name");
    if (kinds[at] == OPEN_SQUARE) typeParameters();
    expect(OPEN, "'('");
    var from = at;
    parameters(CLOSE, true);
    var to = at;
    expect(CLOSE, "')'");
    int result = -1;
    int resultEnd = -1;
    if (skip(ARROW)) {
      result = at;
      expression();
      resultEnd = at;
    }
    listener.enterFunction(name, async, from, to, result, resultEnd);
    bindParameters(from, to);
    block();
    listener.leaveFunction(at);
  }

  private void bindParameters(int from, int to) {
    int depth = 0;
    boolean expected = true;
    for (int i = from; i < to; i++) {
      depth += bracket(kinds[i]);
      if (depth != 0) continue;
      if (kinds[i] == COMMA) expected = true;
      else if (expected && kinds[i] == NAME) {
        listener.bindLocal(i);
        expected = false;
      } else if (kinds[i] != STAR && kinds[i] != POWER) expected = false;
    }
  }

  /// Parameters of a function, or of a lambda (which have no annotation).
  private void parameters(int end, boolean annotated) throws Unparsable {
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

  private void parameter(boolean annotated, boolean starred) throws Unparsable {
    if (!annotated && kinds[at] == NAME) listener.bindLocal(at);
    expect(NAME, "a parameter's name");
    if (!annotated || !skip(COLON)) return;
    if (starred && kinds[at] == STAR) at++;
    expression();
  }

  private void typeParameters() throws Unparsable {
    expect(OPEN_SQUARE, "'['");
    while (kinds[at] != CLOSE_SQUARE) {
      if (kinds[at] == STAR || kinds[at] == POWER) at++;
      listener.bindLocal(at);
      expect(NAME, "a type parameter");
      if (skip(COLON)) expression();
      if (skip(ASSIGN)) starOrExpression();
      if (!skip(COMMA)) break;
    }
    expect(CLOSE_SQUARE, "']'");
  }

  private void classDefinition() throws Unparsable {
    at++;
    var name = at;
    expect(NAME, "the class's name");
    if (kinds[at] == OPEN_SQUARE) typeParameters();
    int from = at;
    int to = at;
    if (skip(OPEN)) {
      from = at;
      var top = keywordTop;
      arguments();
      keywordTop = top;
      to = at;
      expect(CLOSE, "')'");
    }
    listener.enterClass(name, from, to);
    block();
    listener.leaveClass(at);
  }

  private void block() throws Unparsable {
    expect(COLON, "':'");
    if (kinds[at] != NEWLINE) {
      simpleStatements();
      return;
    }
    at++;
    expect(INDENT, "an indented block");
    enter();
    while (kinds[at] != DEDENT) {
      if (kinds[at] == END) throw wrong("unexpected end of file");
      statement();
    }
    nested--;
    at++;
  }

  private void branch() throws Unparsable {
    listener.enterBranch();
    block();
    listener.leaveBranch();
  }

  private void ifStatement() throws Unparsable {
    do {
      at++;
      var from = at;
      namedExpression();
      boolean typing = asksForTypeChecking(from, at);
      if (typing) listener.enterTyping();
      branch();
      if (typing) listener.leaveTyping();
    } while (kinds[at] == ELIF);
    if (skip(ELSE)) branch();
  }

  /// Whether the test is `TYPE_CHECKING`, or that attribute of something, perhaps in brackets.
  private boolean asksForTypeChecking(int start, int end) {
    int from = start;
    int to = end;
    while (kinds[from] == OPEN && kinds[to - 1] == CLOSE && closing(from) == to - 1) {
      from++;
      to--;
    }
    if (kinds[to - 1] != NAME || lexer.values[to - 1] != typeChecking) return false;
    return to - from == 1 || kinds[to - 2] == DOT && onePrimary(from, to - 2);
  }

  /// Whether the tokens are one name with attributes, calls and subscripts.
  private boolean onePrimary(int from, int to) {
    if (from >= to) return false;
    int i = kinds[from] == NAME ? from + 1 : bracket(kinds[from]) > 0 ? closing(from) + 1 : to + 1;
    while (i < to) {
      if (kinds[i] == DOT && kinds[i + 1] == NAME) i += 2;
      else if (kinds[i] == OPEN || kinds[i] == OPEN_SQUARE) i = closing(i) + 1;
      else return false;
    }
    return i == to;
  }

  /// The bracket that closes the one here.
  private int closing(int open) {
    int depth = 0;
    for (int i = open; kinds[i] != END; i++) {
      depth += bracket(kinds[i]);
      if (depth == 0) return i;
    }
    return open;
  }

  private static int bracket(int kind) {
    return switch (kind) {
      case OPEN, OPEN_SQUARE, OPEN_CURLY, FIELD -> 1;
      case CLOSE, CLOSE_SQUARE, CLOSE_CURLY, FIELD_END -> -1;
      default -> 0;
    };
  }

  private void whileStatement() throws Unparsable {
    at++;
    namedExpression();
    branch();
    if (skip(ELSE)) branch();
  }

  private void forStatement() throws Unparsable {
    expect(FOR, "'for'");
    var from = at;
    targetList();
    targets(from, at);
    expect(IN, "'in'");
    starExpressions();
    branch();
    if (skip(ELSE)) branch();
  }

  private void targetList() throws Unparsable {
    do {
      if (kinds[at] == IN) return;
      skip(STAR);
      binary(0);
    } while (skip(COMMA));
  }

  private void tryStatement() throws Unparsable {
    at++;
    listener.enterTry();
    branch();
    boolean handled = false;
    while (kinds[at] == EXCEPT) {
      handled = true;
      at++;
      skip(STAR);
      handler();
    }
    if (handled && skip(ELSE)) branch();
    if (skip(FINALLY)) branch();
    else if (!handled) throw wrong("expected 'except' or 'finally' block");
    listener.leaveTry();
  }

  private void handler() throws Unparsable {
    var from = at;
    if (kinds[at] != COLON) {
      expression();
      while (skip(COMMA)) expression();
    }
    listener.handler(from, at);
    if (skip(AS)) {
      listener.bind(at);
      expect(NAME, "a name after 'as'");
    }
    branch();
  }

  private void withStatement() throws Unparsable {
    at++;
    if (kinds[at] == OPEN && bracketedItems()) {
      at++;
      while (kinds[at] != CLOSE) {
        withItem();
        if (!skip(COMMA)) break;
      }
      expect(CLOSE, "')'");
    } else do withItem(); while (skip(COMMA));
    branch();
  }

  /// Whether the bracket after `with` holds items (one has an `as`) and not one expression.
  private boolean bracketedItems() {
    var close = closing(at);
    if (kinds[close + 1] != COLON) return false;
    int depth = 0;
    for (int i = at; i < close; i++) {
      depth += bracket(kinds[i]);
      if (depth == 1 && kinds[i] == AS) return true;
    }
    return false;
  }

  private void withItem() throws Unparsable {
    expression();
    if (!skip(AS)) return;
    var from = at;
    skip(STAR);
    binary(0);
    targets(from, at);
  }

  // --- match ---------------------------------------------------------------------------------

  /// `match` is a word of its own only when the line ends in a colon and a block of cases follows.
  private boolean opensMatch() {
    int i = at + 1;
    if (kinds[i] == COLON || kinds[i] == NEWLINE) return false;
    while (kinds[i] != NEWLINE && kinds[i] != END) i++;
    return kinds[i - 1] == COLON
        && kinds[i] == NEWLINE
        && kinds[i + 1] == INDENT
        && kinds[i + 2] == NAME
        && lexer.values[i + 2] == caseWord;
  }

  private void matchStatement() throws Unparsable {
    at++;
    starExpressions();
    expect(COLON, "':'");
    expect(NEWLINE, "a new line");
    expect(INDENT, "an indented block");
    enter();
    do {
      if (kinds[at] != NAME || lexer.values[at] != caseWord) throw wrong("'case' is missing");
      at++;
      openPattern();
      if (skip(IF)) namedExpression();
      branch();
    } while (kinds[at] != DEDENT);
    nested--;
    at++;
  }

  private void openPattern() throws Unparsable {
    do {
      if (kinds[at] == COLON || kinds[at] == IF) return;
      starPattern();
    } while (skip(COMMA));
  }

  private void starPattern() throws Unparsable {
    if (skip(STAR)) capture();
    else asPattern();
  }

  private void capture() throws Unparsable {
    if (lexer.values[at] != wildcard || kinds[at] != NAME) listener.bind(at);
    expect(NAME, "a name");
  }

  private void asPattern() throws Unparsable {
    enter();
    do closedPattern();
    while (skip(BAR));
    if (skip(AS)) capture();
    nested--;
  }

  private void closedPattern() throws Unparsable {
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

  private void sequence(int close) throws Unparsable {
    at++;
    while (kinds[at] != close) {
      starPattern();
      if (!skip(COMMA)) break;
    }
    expect(close, "the closing bracket of a pattern");
  }

  private void numberPattern() throws Unparsable {
    skip(MINUS);
    expect(NUMBER, "a number");
    if (skip(PLUS) || skip(MINUS)) expect(NUMBER, "a number");
  }

  private void namePattern() throws Unparsable {
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

  private void mappingPattern() throws Unparsable {
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

  // --- expressions ---------------------------------------------------------------------------

  private boolean startsExpression() {
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
  private void starExpressions() throws Unparsable {
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

  private void starOrExpression() throws Unparsable {
    if (skip(STAR)) binary(0);
    else namedExpression();
  }

  private void expressions() throws Unparsable {
    do {
      if (!startsExpression()) break;
      expression();
    } while (skip(COMMA));
    if (kinds[at - 1] == DEL) throw wrong("invalid syntax");
  }

  private void yieldExpression() throws Unparsable {
    at++;
    listener.yields();
    if (skip(FROM)) expression();
    else if (startsExpression()) starExpressions();
  }

  private void namedExpression() throws Unparsable {
    if (kinds[at] == NAME && kinds[at + 1] == WALRUS) {
      listener.bind(at);
      at += 2;
    }
    expression();
  }

  private void expression() throws Unparsable {
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

  private void lambda() throws Unparsable {
    enter();
    at++;
    // in the field of a formatted string its colon begins the format, as in CPython
    parameters(COLON, false);
    expect(COLON, "':'");
    expression();
    nested--;
  }

  private void disjunction() throws Unparsable {
    do {
      do inversion();
      while (skip(AND));
    } while (skip(OR));
  }

  private void inversion() throws Unparsable {
    while (kinds[at] == NOT) at++;
    comparison();
  }

  private void comparison() throws Unparsable {
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
  private static int precedence(int kind) {
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
  private void binary(int least) throws Unparsable {
    unary();
    while (precedence(kinds[at]) > least) {
      at++;
      unary();
    }
  }

  private void unary() throws Unparsable {
    while (true) {
      while (kinds[at] == PLUS || kinds[at] == MINUS || kinds[at] == OPERATOR + '~') at++;
      if (kinds[at] == AWAIT) awaiting();
      else primary();
      if (!skip(POWER)) return;
    }
  }

  private void awaiting() throws Unparsable {
    var from = ++at;
    primary();
    listener.awaits(from, at);
  }

  private void primary() throws Unparsable {
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

  private void call(int from) throws Unparsable {
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
  private int arguments() throws Unparsable {
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

  private void keywordArgument() throws Unparsable {
    if (keywordTop == keywords.length) keywords = Arrays.copyOf(keywords, keywordTop * 2);
    keywords[keywordTop++] = at;
    var name = at;
    at += 2;
    if (kinds[at] == STRING) listener.labelled(name, at);
    expression();
  }

  private void subscript() throws Unparsable {
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

  private void slice() throws Unparsable {
    if (skip(STAR)) {
      binary(0);
      return;
    }
    if (kinds[at] != COLON) namedExpression();
    for (int colons = 0; colons < 2 && skip(COLON); colons++)
      if (kinds[at] != COLON && kinds[at] != COMMA && kinds[at] != CLOSE_SQUARE) expression();
  }

  private void atom() throws Unparsable {
    switch (kinds[at]) {
      case NAME, NUMBER, NONE, TRUE, FALSE, ELLIPSIS -> at++;
      case STRING, FORMATTED -> strings();
      case OPEN -> group();
      case OPEN_SQUARE -> list();
      case OPEN_CURLY -> display();
      default -> throw wrong("invalid syntax");
    }
  }

  private void strings() throws Unparsable {
    while (true) {
      if (kinds[at] == STRING) at++;
      else if (kinds[at] == FORMATTED) {
        at++;
        while (kinds[at] == FIELD) field();
        expect(FORMATTED_END, "the end of a formatted string");
      } else return;
    }
  }

  private void field() throws Unparsable {
    at++;
    enter();
    starExpressions();
    skip(ASSIGN);
    if (skip(FIELD_CONVERSION)) expect(NAME, "a conversion after '!'");
    if (skip(FIELD_FORMAT)) while (kinds[at] == FIELD) field();
    nested--;
    expect(FIELD_END, "'}' in a formatted string");
  }

  private void group() throws Unparsable {
    at++;
    enter();
    if (kinds[at] == YIELD) yieldExpression();
    else elements(CLOSE);
    nested--;
    expect(CLOSE, "')'");
  }

  private void list() throws Unparsable {
    at++;
    enter();
    elements(CLOSE_SQUARE);
    nested--;
    expect(CLOSE_SQUARE, "']'");
  }

  private void elements(int close) throws Unparsable {
    while (kinds[at] != close) {
      starOrExpression();
      if (kinds[at] == FOR || kinds[at] == ASYNC) comprehension();
      if (!skip(COMMA)) return;
    }
  }

  private void display() throws Unparsable {
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

  private void comprehension() throws Unparsable {
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

  // --- targets -------------------------------------------------------------------------------

  /// Tells which names and attributes an assignment to these tokens binds.
  private void targets(int from, int to) {
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

  private static boolean trailer(int kind) {
    return kind == DOT || kind == OPEN || kind == OPEN_SQUARE;
  }

  private static boolean endsOperand(int kind) {
    return kind == NAME
        || kind == CLOSE
        || kind == CLOSE_SQUARE
        || kind == CLOSE_CURLY
        || kind == STRING;
  }

  // --- tokens --------------------------------------------------------------------------------

  private boolean skip(int kind) {
    if (kinds[at] != kind) return false;
    at++;
    return true;
  }

  private void expect(int kind, String what) throws Unparsable {
    if (kinds[at] != kind) throw wrong(what + " was expected");
    at++;
  }

  private void enter() throws Unparsable {
    if (++nested > NESTING_MAX) throw wrong("too deeply nested");
  }

  private Unparsable wrong(String reason) {
    return new Unparsable(lexer.lines[at], reason + found());
  }

  private String found() {
    return switch (kinds[at]) {
      case END -> ", found the end of the file";
      case NEWLINE -> ", found the end of the line";
      case INDENT, DEDENT, FIELD_END, FORMATTED_END -> "";
      default -> ", found '" + shown() + "'";
    };
  }

  private String shown() {
    var start = lexer.starts[at];
    var length = Math.min(20, lexer.ends[at] - start);
    return new String(lexer.bytes, start, length, java.nio.charset.StandardCharsets.UTF_8)
        .replaceAll("\\p{Cntrl}", "?");
  }
}
