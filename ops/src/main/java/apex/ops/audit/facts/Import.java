package apex.ops.audit.facts;

/// One imported name.
///
/// @param line of the statement's first token
/// @param dots of a relative import; 0 for an absolute one
/// @param module as written, without dots; empty in `from . import x`
/// @param name empty when the module itself is imported; `*` for all of its names
/// @param alias what it is called here; empty when it keeps its name
/// @param guarded whether a failure is caught where it happens
public record Import(
    int line,
    ImportKind kind,
    int dots,
    String module,
    String name,
    String alias,
    boolean guarded) {

  /// Whether the module itself is imported and not a name in it.
  public boolean whole() {
    return name.isEmpty();
  }

  public boolean all() {
    return name.equals("*");
  }

  /// The name it has in the importing file.
  public String local() {
    if (!alias.isEmpty()) return alias;
    if (!name.isEmpty()) return name;
    var dot = module.indexOf('.');
    return dot < 0 ? module : module.substring(0, dot);
  }
}
