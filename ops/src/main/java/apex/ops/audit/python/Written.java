package apex.ops.audit.python;

import static apex.ops.audit.python.Token.*;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What stands between two tokens of the file that is read, `to` not counted.
final class Written {
  private static final int TEXT_MAX = 200;

  private final Lexer lexer;

  Written(Lexer lexer) {
    this.lexer = lexer;
  }

  int line(int token) {
    return lexer.lines[token];
  }

  String text(int token) {
    return lexer.symbols.text(lexer.values[token]);
  }

  /// A dotted name.
  String dotted(int from, int to) {
    if (to - from == 1) return text(from);
    var text = new StringBuilder();
    for (int i = from; i < to; i++) text.append(lexer.kinds[i] == DOT ? "." : text(i));
    return text.toString();
  }

  /// The text of a string without prefix and quotes; escapes stay as they are written.
  String string(int token) {
    var written = slice(token);
    int start = 0;
    while (written.charAt(start) != '"' && written.charAt(start) != '\'') start++;
    var quote = written.substring(start, start + 1).repeat(3);
    int wide = written.startsWith(quote, start) && written.length() >= start + 6 ? 3 : 1;
    return written.substring(start + wide, Math.max(start + wide, written.length() - wide));
  }

  static String last(String dotted) {
    return dotted.substring(dotted.lastIndexOf('.') + 1);
  }

  /// Whether the tokens are one call; answers the token of its opening bracket, or -1.
  int call(int from, int to) {
    int end = nameEnd(from, to);
    return end == from || end >= to || lexer.kinds[end] != OPEN || matching(end) != to - 1
        ? -1
        : end;
  }

  /// Behind the dotted name that begins here.
  int nameEnd(int from, int to) {
    int end = from;
    while (end < to && (lexer.kinds[end] == NAME || lexer.kinds[end] == DOT)) end++;
    return end;
  }

  /// The bracket that closes the one here.
  int matching(int open) {
    int depth = 0;
    for (int i = open; lexer.kinds[i] != END; i++) {
      switch (lexer.kinds[i]) {
        case OPEN, OPEN_SQUARE, OPEN_CURLY, FIELD -> depth++;
        case CLOSE, CLOSE_SQUARE, CLOSE_CURLY, FIELD_END -> depth--;
        default -> {
          continue;
        }
      }
      if (depth == 0) return i;
    }
    return open;
  }

  /// Whether all is literal: numbers, texts, and brackets of them.
  boolean literal(int from, int to) {
    for (int i = from; i < to; i++)
      switch (lexer.kinds[i]) {
        case STRING,
            NUMBER,
            Keyword.TRUE,
            Keyword.FALSE,
            Keyword.NONE,
            OPEN,
            CLOSE,
            OPEN_SQUARE,
            CLOSE_SQUARE,
            OPEN_CURLY,
            CLOSE_CURLY,
            COMMA,
            COLON,
            MINUS -> {}
        default -> {
          return false;
        }
      }
    return true;
  }

  /// As it is written, without spaces; cut beyond 200 letters.
  String all(int from, int to) {
    var text = new StringBuilder();
    for (int i = from; i < to && text.length() < TEXT_MAX; i++) text.append(slice(i));
    return text.toString();
  }

  private String slice(int token) {
    return new String(
        lexer.bytes,
        lexer.starts[token],
        lexer.ends[token] - lexer.starts[token],
        StandardCharsets.UTF_8);
  }

  /// Whether it is text and nothing else.
  boolean isText(int from, int to) {
    for (int i = from; i < to; i++)
      switch (lexer.kinds[i]) {
        case STRING, FORMATTED, OPEN, CLOSE -> {}
        default -> {
          return false;
        }
      }
    return to > from;
  }

  /// `session().execute` for the tokens of a callee.
  String callee(int from, int open) {
    var text = new StringBuilder();
    for (int i = from; i < open; i++) {
      switch (lexer.kinds[i]) {
        case NAME -> text.append(text(i));
        case DOT -> text.append('.');
        case OPEN, OPEN_SQUARE, OPEN_CURLY -> {
          text.append(lexer.kinds[i] == OPEN_SQUARE ? "[]" : "()");
          i = matching(i);
        }
        case STRING -> text.append("''");
        default -> text.append('?');
      }
    }
    return text.toString();
  }

  /// Names of parameters with a comma between, `**` before that of the rest.
  String parameterNames(int from, int to) {
    var list = new ArrayList<String>();
    int depth = 0;
    boolean expected = true;
    for (int i = from; i < to; i++) {
      var kind = lexer.kinds[i];
      if (kind == OPEN || kind == OPEN_SQUARE || kind == OPEN_CURLY) depth++;
      if (kind == CLOSE || kind == CLOSE_SQUARE || kind == CLOSE_CURLY) depth--;
      if (depth != 0) continue;
      if (kind == COMMA) expected = true;
      else if (expected && kind == NAME) {
        list.add((lexer.kinds[i - 1] == POWER ? "**" : "") + text(i));
        expected = false;
      }
    }
    return String.join(",", list);
  }

  /// The bases of a class, `?` for one that is not a plain name.
  List<String> bases(int from, int to) {
    var bases = new ArrayList<String>();
    int start = from;
    int depth = 0;
    for (int i = from; i <= to; i++) {
      var kind = i < to ? lexer.kinds[i] : COMMA;
      if (kind == OPEN || kind == OPEN_SQUARE || kind == OPEN_CURLY) depth++;
      if (kind == CLOSE || kind == CLOSE_SQUARE || kind == CLOSE_CURLY) depth--;
      if (kind != COMMA || depth != 0) continue;
      if (i > start && !(i - start > 2 && lexer.kinds[start + 1] == ASSIGN))
        bases.add(base(start, i));
      start = i + 1;
    }
    return bases;
  }

  private String base(int from, int to) {
    int end = from;
    while (end < to && (lexer.kinds[end] == NAME || lexer.kinds[end] == DOT)) end++;
    if (end == to) return dotted(from, to);
    // Generic[T] and the like keep their name
    return lexer.kinds[end] == OPEN_SQUARE && end > from ? dotted(from, end) : "?";
  }
}
