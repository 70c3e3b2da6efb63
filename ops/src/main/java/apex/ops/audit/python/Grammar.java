package apex.ops.audit.python;

import static apex.ops.audit.python.Keyword.*;
import static apex.ops.audit.python.Token.*;

/// The grammar of Python 3.0 to 3.14 (reference: "Full Grammar specification" of 3.14), by
/// recursive descent over the tokens of a [Lexer]. It builds no tree: it checks the whole file and
/// tells a [Listener] what it met. What it does not accept is [Unparsable]. Statements stand here,
/// expressions in [Expressions], patterns and targets in [Patterns].
final class Grammar extends Patterns {
  private final int match;
  private final int caseWord;
  private final int typeWord;
  private final int typeChecking;

  Grammar(Lexer lexer, Listener listener) {
    super(lexer, listener);
    match = lexer.symbols.of("match");
    caseWord = lexer.symbols.of("case");
    typeWord = lexer.symbols.of("type");
    typeChecking = lexer.symbols.of("TYPE_CHECKING");
  }

  int keywordTop() {
    return keywordTop;
  }

  void file() throws Unparsable {
    begin();
    keywordTop = 0;
    while (kinds[at] != END) statement();
  }

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
}
