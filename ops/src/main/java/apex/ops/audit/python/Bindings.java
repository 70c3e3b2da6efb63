package apex.ops.audit.python;

/// What the names of one file are bound to, as far as the text makes it certain. Scopes are not
/// told apart: a name that is something else anywhere in the file is not certain.
final class Bindings {
  private final SymbolSet imported = new SymbolSet();
  private final SymbolSet rebound = new SymbolSet();
  private final SymbolSet assigned = new SymbolSet();

  /// Names assigned what surely cannot be awaited, and those bound to anything else.
  private final SymbolSet plain = new SymbolSet();

  private final SymbolSet unsure = new SymbolSet();
  private final SymbolSet texts = new SymbolSet();
  private final SymbolSet notTexts = new SymbolSet();

  void clear() {
    imported.clear();
    rebound.clear();
    assigned.clear();
    plain.clear();
    unsure.clear();
    texts.clear();
    notTexts.clear();
  }

  void imported(int symbol) {
    imported.add(symbol);
    anything(symbol);
  }

  /// By an assignment or anything that works like one.
  void bound(int symbol) {
    rebound.add(symbol);
    assigned.add(symbol);
  }

  /// In a scope of its own.
  void local(int symbol) {
    rebound.add(symbol);
    anything(symbol);
  }

  void changed(int symbol) {
    rebound.add(symbol);
    unsure.add(symbol);
  }

  void type(int symbol) {
    unsure.add(symbol);
  }

  /// To what is neither surely plain nor surely text.
  void anything(int symbol) {
    unsure.add(symbol);
    notTexts.add(symbol);
  }

  void value(int symbol, boolean isPlain, boolean isText) {
    (isPlain ? plain : unsure).add(symbol);
    (isText ? texts : notTexts).add(symbol);
  }

  boolean isImported(int symbol) {
    return imported.contains(symbol);
  }

  /// Whether anything but an import or a definition binds it.
  boolean isRebound(int symbol) {
    return rebound.contains(symbol);
  }

  boolean isAssigned(int symbol) {
    return assigned.contains(symbol);
  }

  /// Whether it only ever holds what cannot be awaited.
  boolean isPlain(int symbol) {
    return plain.contains(symbol) && !unsure.contains(symbol);
  }

  /// Whether it only ever holds text.
  boolean isText(int symbol) {
    return texts.contains(symbol) && !notTexts.contains(symbol);
  }
}
