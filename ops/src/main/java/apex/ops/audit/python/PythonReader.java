package apex.ops.audit.python;

import apex.ops.audit.facts.FileFacts;
import apex.ops.audit.facts.Language;
import apex.ops.audit.facts.Watch;

/// Reads one Python file after another with one lexer, so that its arrays grow once.
final class PythonReader implements Language.Reader {
  /// Past this many names the table is begun anew, so that memory does not grow with the tree.
  private static final int SYMBOLS_MAX = 500_000;

  private final Watch watch;
  private Lexer lexer;
  private Collector collector;
  private Grammar grammar;

  PythonReader(Watch watch) {
    this.watch = watch;
    lexer = new Lexer(new Symbols());
    collector = new Collector(lexer, watch);
    grammar = new Grammar(lexer, collector);
  }

  private void renew() {
    lexer = new Lexer(new Symbols());
    collector = new Collector(lexer, watch);
    grammar = new Grammar(lexer, collector);
  }

  @Override
  public FileFacts read(String fileName, byte[] bytes, int length) {
    if (lexer.symbols.count() > SYMBOLS_MAX) renew();
    try {
      var source = Encoding.of(bytes, length);
      lexer.read(source.bytes(), source.from(), source.length());
      collector.begin(grammar);
      grammar.file();
      return collector.facts();
    } catch (Unparsable broken) {
      return FileFacts.unreadable(broken.line, String.valueOf(broken.getMessage()));
    } catch (StackOverflowError deep) {
      return FileFacts.unreadable(1, "too deeply nested");
    }
  }
}
