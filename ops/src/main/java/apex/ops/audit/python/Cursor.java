package apex.ops.audit.python;

import static apex.ops.audit.python.Token.*;

/// A place in the tokens of a file, and the words of failure.
abstract class Cursor {
  private static final int NESTING_MAX = 1500;

  final Lexer lexer;
  int[] kinds = new int[0];
  int at;
  int nested;

  Cursor(Lexer lexer) {
    this.lexer = lexer;
  }

  final void begin() {
    kinds = lexer.kinds;
    at = nested = 0;
  }

  final boolean skip(int kind) {
    if (kinds[at] != kind) return false;
    at++;
    return true;
  }

  final void expect(int kind, String what) throws Unparsable {
    if (kinds[at] != kind) throw wrong(what + " was expected");
    at++;
  }

  final void enter() throws Unparsable {
    if (++nested > NESTING_MAX) throw wrong("too deeply nested");
  }

  final Unparsable wrong(String reason) {
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

  /// The bracket that closes the one here.
  final int closing(int open) {
    int depth = 0;
    for (int i = open; kinds[i] != END; i++) {
      depth += bracket(kinds[i]);
      if (depth == 0) return i;
    }
    return open;
  }

  static int bracket(int kind) {
    return switch (kind) {
      case OPEN, OPEN_SQUARE, OPEN_CURLY, FIELD -> 1;
      case CLOSE, CLOSE_SQUARE, CLOSE_CURLY, FIELD_END -> -1;
      default -> 0;
    };
  }
}
