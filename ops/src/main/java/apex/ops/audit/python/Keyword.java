package apex.ops.audit.python;

/// Reserved words as token kinds: `FIRST` plus their place in `WORDS`. The words that are reserved
/// in some places only (match, case, type) are names here.
final class Keyword {
  static final String[] WORDS = {
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield"
  };

  static final int FIRST = 64;
  static final int FALSE = FIRST;
  static final int NONE = FIRST + 1;
  static final int TRUE = FIRST + 2;
  static final int AND = FIRST + 3;
  static final int AS = FIRST + 4;
  static final int ASSERT = FIRST + 5;
  static final int ASYNC = FIRST + 6;
  static final int AWAIT = FIRST + 7;
  static final int BREAK = FIRST + 8;
  static final int CLASS = FIRST + 9;
  static final int CONTINUE = FIRST + 10;
  static final int DEF = FIRST + 11;
  static final int DEL = FIRST + 12;
  static final int ELIF = FIRST + 13;
  static final int ELSE = FIRST + 14;
  static final int EXCEPT = FIRST + 15;
  static final int FINALLY = FIRST + 16;
  static final int FOR = FIRST + 17;
  static final int FROM = FIRST + 18;
  static final int GLOBAL = FIRST + 19;
  static final int IF = FIRST + 20;
  static final int IMPORT = FIRST + 21;
  static final int IN = FIRST + 22;
  static final int IS = FIRST + 23;
  static final int LAMBDA = FIRST + 24;
  static final int NONLOCAL = FIRST + 25;
  static final int NOT = FIRST + 26;
  static final int OR = FIRST + 27;
  static final int PASS = FIRST + 28;
  static final int RAISE = FIRST + 29;
  static final int RETURN = FIRST + 30;
  static final int TRY = FIRST + 31;
  static final int WHILE = FIRST + 32;
  static final int WITH = FIRST + 33;
  static final int YIELD = FIRST + 34;

  private Keyword() {}
}
