package apex.ops.audit.python;

/// Kinds of tokens. Keywords are [Keyword]s. An operator of one character is `OPERATOR` plus that
/// character; longer ones are named here.
final class Token {
  static final int END = 0;
  static final int NEWLINE = 1;
  static final int INDENT = 2;
  static final int DEDENT = 3;
  static final int NAME = 4;
  static final int NUMBER = 5;
  static final int STRING = 6;

  /// A formatted string from its opening quote; its fields follow, each between FIELD and
  /// FIELD_END; then FORMATTED_END.
  static final int FORMATTED = 7;

  static final int FORMATTED_END = 8;
  static final int FIELD = 9;
  static final int FIELD_END = 10;

  /// The colon before the format of a field; fields may follow inside it.
  static final int FIELD_FORMAT = 11;

  /// The `!r` of a field.
  static final int FIELD_CONVERSION = 12;

  static final int OPERATOR = 256;
  static final int ARROW = 512;
  static final int WALRUS = 513;
  static final int ELLIPSIS = 514;
  static final int POWER = 515;
  static final int FLOOR = 516;
  static final int SHIFT_LEFT = 517;
  static final int SHIFT_RIGHT = 518;
  static final int EQUAL = 519;
  static final int UNEQUAL = 520;
  static final int AT_MOST = 521;
  static final int AT_LEAST = 522;

  /// Any of `+=`, `**=` and their like.
  static final int AUGMENTED = 523;

  static final int OPEN = OPERATOR + '(';
  static final int CLOSE = OPERATOR + ')';
  static final int OPEN_SQUARE = OPERATOR + '[';
  static final int CLOSE_SQUARE = OPERATOR + ']';
  static final int OPEN_CURLY = OPERATOR + '{';
  static final int CLOSE_CURLY = OPERATOR + '}';
  static final int COMMA = OPERATOR + ',';
  static final int COLON = OPERATOR + ':';
  static final int SEMICOLON = OPERATOR + ';';
  static final int DOT = OPERATOR + '.';
  static final int ASSIGN = OPERATOR + '=';
  static final int STAR = OPERATOR + '*';
  static final int AT = OPERATOR + '@';
  static final int PLUS = OPERATOR + '+';
  static final int MINUS = OPERATOR + '-';
  static final int BAR = OPERATOR + '|';
  static final int SLASH = OPERATOR + '/';

  private Token() {}
}
