package apex.ops.audit.python;

import static apex.ops.audit.python.Token.*;

import java.util.Arrays;

/// Cuts UTF-8 source into tokens as CPython's tokenizer does (language reference, chapter 2, with
/// PEP 701 for formatted strings). The tokens of one file lie in arrays that the next file uses
/// again. Line ends are `\n`, `\r\n` or a lone `\r`; lines count from 1.
final class Lexer {
  private static final int TAB = 8;
  private static final int DEPTH_MAX = 100;
  private static final int BRACKETS_MAX = 1000;
  private static final byte[] CLASS_OF = new byte[128];
  private static final byte LETTER = 1;
  private static final byte DIGIT = 2;

  static {
    for (int c = 'a'; c <= 'z'; c++) CLASS_OF[c] = LETTER;
    for (int c = 'A'; c <= 'Z'; c++) CLASS_OF[c] = LETTER;
    CLASS_OF['_'] = LETTER;
    for (int c = '0'; c <= '9'; c++) CLASS_OF[c] = DIGIT;
  }

  final Symbols symbols;
  byte[] bytes = new byte[0];
  int length;
  int[] kinds = new int[4096];
  int[] starts = new int[4096];
  int[] ends = new int[4096];
  int[] lines = new int[4096];

  /// The symbol of a name or keyword.
  int[] values = new int[4096];

  int count;

  private int at;
  private int line;
  private int depth;
  private final byte[] brackets = new byte[BRACKETS_MAX];
  private final int[] bracketLines = new int[BRACKETS_MAX];
  private final int[] columns = new int[DEPTH_MAX + 1];
  private final int[] otherColumns = new int[DEPTH_MAX + 1];
  private int level;
  private int nesting;

  Lexer(Symbols symbols) {
    this.symbols = symbols;
  }

  /// Reads `length` bytes; whatever was read before is gone. A zero byte must follow them.
  void read(byte[] source, int from, int until) throws Unparsable {
    bytes = source;
    length = until;
    at = from;
    line = 1;
    count = depth = level = nesting = 0;
    columns[0] = otherColumns[0] = 0;
    while (at < length) logicalLine();
    if (depth > 0)
      throw new Unparsable(
          bracketLines[depth - 1], "'" + (char) brackets[depth - 1] + "' was never closed");
    while (level-- > 0) add(DEDENT, length, length);
    add(END, length, length);
  }

  private void add(int kind, int start, int end) {
    if (count == kinds.length) grow();
    kinds[count] = kind;
    starts[count] = start;
    ends[count] = end;
    lines[count++] = line;
  }

  private void grow() {
    var size = count * 2;
    kinds = Arrays.copyOf(kinds, size);
    starts = Arrays.copyOf(starts, size);
    ends = Arrays.copyOf(ends, size);
    lines = Arrays.copyOf(lines, size);
    values = Arrays.copyOf(values, size);
  }

  private void logicalLine() throws Unparsable {
    if (!indentation()) return;
    while (at < length) {
      var c = bytes[at];
      if (c == '#') comment();
      else if (c != '\n' && c != '\r') token();
      else if (depth > 0) newline();
      else {
        add(NEWLINE, at, at);
        newline();
        return;
      }
    }
    add(NEWLINE, length, length);
  }

  /// Whether the line holds tokens; a blank line or one with a comment alone is passed over.
  private boolean indentation() throws Unparsable {
    int column = 0;
    int other = 0;
    int continued = -1;
    int continuedOther = 0;
    while (at < length) {
      var c = bytes[at];
      if (c == ' ') {
        column++;
        other++;
      } else if (c == '\t') {
        column = (column / TAB + 1) * TAB;
        other++;
      } else if (c == '\f') column = other = 0;
      else if (c == '\\' && endsLine(at + 1)) {
        if (continued < 0) {
          continued = column;
          continuedOther = other;
        }
        at++;
        newline();
        if (at >= length) throw new Unparsable(line, "unexpected end of file after '\\'");
        continue;
      } else break;
      at++;
    }
    if (at >= length) return false;
    var c = bytes[at];
    if (c == '#') comment();
    if (at >= length) return false;
    c = bytes[at];
    if (c == '\n' || c == '\r') {
      newline();
      return false;
    }
    indent(continued >= 0 ? continued : column, continued >= 0 ? continuedOther : other);
    return true;
  }

  private void indent(int column, int other) throws Unparsable {
    if (column == columns[level]) {
      if (other != otherColumns[level]) throw tabs();
    } else if (column > columns[level]) {
      if (other <= otherColumns[level]) throw tabs();
      if (level == DEPTH_MAX) throw new Unparsable(line, "too many levels of indentation");
      columns[++level] = column;
      otherColumns[level] = other;
      add(INDENT, at, at);
    } else {
      while (level > 0 && column < columns[level]) {
        level--;
        add(DEDENT, at, at);
      }
      if (column != columns[level])
        throw new Unparsable(line, "unindent does not match any outer indentation level");
      if (other != otherColumns[level]) throw tabs();
    }
  }

  private Unparsable tabs() {
    return new Unparsable(line, "inconsistent use of tabs and spaces in indentation");
  }

  private boolean endsLine(int place) {
    return place >= length || bytes[place] == '\n' || bytes[place] == '\r';
  }

  private void newline() {
    if (at < length && bytes[at++] == '\r' && at < length && bytes[at] == '\n') at++;
    line++;
  }

  private void comment() {
    while (at < length && bytes[at] != '\n' && bytes[at] != '\r') at++;
  }

  private void token() throws Unparsable {
    int c = bytes[at];
    if (c < 0) {
      name();
      return;
    }
    switch (c) {
      case ' ', '\t', '\f' -> at++;
      case '\\' -> continuation();
      case '"', '\'' -> string(at);
      case '(', '[', '{' -> open((byte) c);
      case ')', ']', '}' -> close((byte) c);
      default -> {
        if (CLASS_OF[c] == LETTER) name();
        else if (CLASS_OF[c] == DIGIT) number();
        else if (c == '.' && at + 1 < length && bytes[at + 1] >= '0' && bytes[at + 1] <= '9')
          number();
        else operator(c);
      }
    }
  }

  private void continuation() throws Unparsable {
    at++;
    if (!endsLine(at))
      throw new Unparsable(line, "unexpected character after line continuation character");
    if (at >= length) throw new Unparsable(line, "unexpected end of file after '\\'");
    newline();
    if (at >= length && depth == 0) throw new Unparsable(line, "unexpected end of file after '\\'");
  }

  private void open(byte c) throws Unparsable {
    if (depth == BRACKETS_MAX) throw new Unparsable(line, "too many nested brackets");
    brackets[depth] = c;
    bracketLines[depth++] = line;
    add(OPERATOR + c, at, ++at);
  }

  private void close(byte c) throws Unparsable {
    if (depth == 0) throw new Unparsable(line, "unmatched '" + (char) c + "'");
    var opened = brackets[--depth];
    var wanted = opened == '(' ? ')' : opened == '[' ? ']' : '}';
    if (c != wanted)
      throw new Unparsable(
          line,
          "closing '%c' does not match opening '%c' on line %d"
              .formatted((char) c, (char) opened, bracketLines[depth]));
    add(OPERATOR + c, at, ++at);
  }

  private void name() throws Unparsable {
    var start = at;
    var hash = 0;
    while (at < length) {
      int c = bytes[at];
      if (c >= 0) {
        if (CLASS_OF[c] == 0) break;
        hash = hash * 31 + c;
        at++;
      } else {
        var wide = character(at == start);
        for (int i = 0; i < wide; i++) hash = hash * 31 + bytes[at++];
      }
    }
    if (at < length && at - start <= 2 && (bytes[at] == '"' || bytes[at] == '\'')) {
      if (prefix(start)) {
        string(start);
        return;
      }
    }
    var symbol = symbols.of(bytes, start, at, hash);
    add(symbol < Keyword.WORDS.length ? Keyword.FIRST + symbol : NAME, start, at);
    values[count - 1] = symbol;
  }

  /// The bytes of the character here, which must be one that a name may hold.
  private int character(boolean first) throws Unparsable {
    int lead = bytes[at] & 0xff;
    int wide = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    int point = wide == 4 ? lead & 0x07 : wide == 3 ? lead & 0x0f : lead & 0x1f;
    for (int i = 1; i < wide; i++) point = point << 6 | bytes[at + i] & 0x3f;
    if (!first
            && Character.isUnicodeIdentifierPart(point)
            && !Character.isIdentifierIgnorable(point)
        || Character.isUnicodeIdentifierStart(point)
        || Character.isLetter(point)
        // marks that NFKC folds into letters or digits
        || !first && Character.isLetterOrDigit(point)) return wide;
    throw new Unparsable(line, "invalid character (U+%04X)".formatted(point));
  }

  private boolean prefix(int start) {
    int one = bytes[start] | 0x20;
    if (at - start == 1) return one == 'r' || one == 'b' || one == 'u' || one == 'f' || one == 't';
    int two = bytes[start + 1] | 0x20;
    return one == 'r' && (two == 'b' || two == 'f' || two == 't')
        || two == 'r' && (one == 'b' || one == 'f' || one == 't');
  }

  private void string(int start) throws Unparsable {
    boolean raw = false;
    boolean formatted = false;
    for (int i = start; i < at; i++) {
      int letter = bytes[i] | 0x20;
      raw |= letter == 'r';
      formatted |= letter == 'f' || letter == 't';
    }
    var quote = bytes[at];
    boolean triple = at + 2 < length && bytes[at + 1] == quote && bytes[at + 2] == quote;
    var began = line;
    at += triple ? 3 : 1;
    if (formatted) {
      add(FORMATTED, start, at);
      literal(quote, triple, raw, false, began);
      add(FORMATTED_END, at, at);
      return;
    }
    plain(quote, triple, began);
    add(STRING, start, at);
    lines[count - 1] = began;
  }

  private void plain(byte quote, boolean triple, int began) throws Unparsable {
    while (at < length) {
      var c = bytes[at];
      if (c == quote) {
        if (!triple) {
          at++;
          return;
        }
        if (at + 2 < length && bytes[at + 1] == quote && bytes[at + 2] == quote) {
          at += 3;
          return;
        }
        at++;
      } else if (c == '\\') escape(began);
      else if (c == '\n' || c == '\r') {
        if (!triple) throw unterminated(began, false);
        newline();
      } else at++;
    }
    throw unterminated(began, triple);
  }

  private static Unparsable unterminated(int began, boolean triple) {
    return new Unparsable(
        began, triple ? "unterminated triple-quoted string" : "unterminated string");
  }

  private void escape(int began) throws Unparsable {
    at++;
    if (at >= length) throw unterminated(began, false);
    if (bytes[at] == '\n' || bytes[at] == '\r') newline();
    else at++;
  }

  /// The text of a formatted string up to its closing quote or, in the format of a field, up to the
  /// brace that ends the field (which is left standing).
  private void literal(byte quote, boolean triple, boolean raw, boolean format, int began)
      throws Unparsable {
    while (at < length) {
      var c = bytes[at];
      if (c == quote && (!triple || closes(quote))) {
        if (format) throw new Unparsable(line, "a field of a formatted string is not closed");
        at += triple ? 3 : 1;
        return;
      }
      if (c == '{') {
        if (!format && at + 1 < length && bytes[at + 1] == '{') at += 2;
        else field(quote, triple, raw, began);
      } else if (c == '}') {
        if (format) return;
        if (at + 1 >= length || bytes[at + 1] != '}')
          throw new Unparsable(line, "a single '}' in a formatted string");
        at += 2;
      } else if (c == '\\') formattedEscape(raw, began);
      else if (c == '\n' || c == '\r') {
        if (!triple) throw unterminated(began, false);
        newline();
      } else at++;
    }
    throw unterminated(began, triple);
  }

  private boolean closes(byte quote) {
    return at + 2 < length && bytes[at + 1] == quote && bytes[at + 2] == quote;
  }

  private void formattedEscape(boolean raw, int began) throws Unparsable {
    if (at + 1 >= length) throw unterminated(began, false);
    var next = bytes[at + 1];
    if (next == '{' || next == '}') at++;
    else if (!raw && next == 'N' && at + 2 < length && bytes[at + 2] == '{') {
      while (at < length && bytes[at] != '}' && !endsLine(at)) at++;
      if (at < length && bytes[at] == '}') at++;
    } else escape(began);
  }

  /// A field: an expression, perhaps `=`, `!r` and a format.
  private void field(byte quote, boolean triple, boolean raw, int began) throws Unparsable {
    if (++nesting > DEPTH_MAX) throw new Unparsable(line, "too many nested formatted strings");
    add(FIELD, at, ++at);
    var outer = depth;
    if (depth == BRACKETS_MAX) throw new Unparsable(line, "too many nested brackets");
    brackets[depth] = '{';
    bracketLines[depth++] = line;
    while (true) {
      if (at >= length) throw new Unparsable(began, "a field of a formatted string is not closed");
      var c = bytes[at];
      if (depth == outer + 1) {
        if (c == '}') break;
        if (c == ':') {
          add(FIELD_FORMAT, at, ++at);
          literal(quote, triple, raw, true, began);
          break;
        }
        if (c == '!' && (at + 1 >= length || bytes[at + 1] != '=')) {
          add(FIELD_CONVERSION, at, ++at);
          continue;
        }
        if (c == '=' && (at + 1 >= length || bytes[at + 1] != '=')) {
          add(ASSIGN, at, ++at);
          continue;
        }
      }
      if (c == '\n' || c == '\r') newline();
      else if (c == '#') comment();
      else token();
    }
    depth = outer;
    nesting--;
    add(FIELD_END, at, ++at);
  }

  private void number() throws Unparsable {
    var start = at;
    int next = at + 1 < length ? bytes[at + 1] | 0x20 : 0;
    if (bytes[at] == '0' && (next == 'x' || next == 'o' || next == 'b')) {
      at += 2;
      digits(next == 'x');
    } else decimal(start);
    add(NUMBER, start, at);
  }

  private void decimal(int start) throws Unparsable {
    digits(false);
    boolean whole = true;
    if (at < length && bytes[at] == '.') {
      whole = false;
      at++;
      digits(false);
    }
    if (at < length && (bytes[at] | 0x20) == 'e' && exponent()) {
      whole = false;
      digits(false);
    }
    if (at < length && (bytes[at] | 0x20) == 'j') {
      whole = false;
      at++;
    }
    if (whole && bytes[start] == '0')
      for (int i = start; i < at; i++)
        if (bytes[i] != '0' && bytes[i] != '_')
          throw new Unparsable(line, "leading zeros in decimal integer literals are not permitted");
  }

  private boolean exponent() {
    int next = at + 1 < length ? bytes[at + 1] : 0;
    if (next >= '0' && next <= '9') at++;
    else if ((next == '+' || next == '-')
        && at + 2 < length
        && bytes[at + 2] >= '0'
        && bytes[at + 2] <= '9') at += 2;
    else return false;
    return true;
  }

  private void digits(boolean hexadecimal) {
    while (at < length) {
      int c = bytes[at];
      boolean digit = c >= '0' && c <= '9' || c == '_';
      if (!digit && !(hexadecimal && (c | 0x20) >= 'a' && (c | 0x20) <= 'f')) return;
      at++;
    }
  }

  private void operator(int c) throws Unparsable {
    int next = at + 1 < length ? bytes[at + 1] : 0;
    int third = at + 2 < length ? bytes[at + 2] : 0;
    switch (c) {
      case '+', '%', '&', '|', '^', '@' ->
          take(next == '=' ? AUGMENTED : OPERATOR + c, next == '=');
      case '-' ->
          take(next == '>' ? ARROW : next == '=' ? AUGMENTED : MINUS, next == '>' || next == '=');
      case '*', '/', '<', '>' -> doubled(c, next, third);
      case '=' -> take(next == '=' ? EQUAL : ASSIGN, next == '=');
      case '!' -> {
        if (next != '=') throw new Unparsable(line, "invalid syntax at '!'");
        take(UNEQUAL, true);
      }
      case ':' -> take(next == '=' ? WALRUS : COLON, next == '=');
      case '.' -> {
        if (next == '.' && third == '.') {
          add(ELLIPSIS, at, at + 3);
          at += 3;
        } else take(DOT, false);
      }
      case ',', ';', '~' -> take(OPERATOR + c, false);
      default -> throw new Unparsable(line, "invalid character " + shown(c));
    }
  }

  private static String shown(int c) {
    return c > ' ' && c < 127 ? "'" + (char) c + "'" : "(U+%04X)".formatted(c);
  }

  private void doubled(int c, int next, int third) {
    if (next == c) {
      if (third == '=') {
        add(AUGMENTED, at, at + 3);
        at += 3;
      } else take(c == '*' ? POWER : c == '/' ? FLOOR : c == '<' ? SHIFT_LEFT : SHIFT_RIGHT, true);
    } else if (next == '=') take(c == '<' ? AT_MOST : c == '>' ? AT_LEAST : AUGMENTED, true);
    else take(OPERATOR + c, false);
  }

  private void take(int kind, boolean two) {
    var start = at;
    at += two ? 2 : 1;
    add(kind, start, at);
  }
}
