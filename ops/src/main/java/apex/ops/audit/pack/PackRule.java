package apex.ops.audit.pack;

import apex.ops.audit.rule.Rule;
import java.util.List;
import java.util.Set;

/// A rule of a pack. All that it states must hold for a finding.
///
/// @param language the files it is for
/// @param calls names of functions or methods it is about; empty when it is about imports or awaits
/// @param keywords one of these arguments is given by name
/// @param text whether the first argument must be literal text
/// @param matching a word the literal text must begin with, whatever its case; empty for any
/// @param receivers last names of what it is called on; empty for any
/// @param exceptReceivers last names that rule it out
/// @param imports one of these packages is imported by the file; empty for any
/// @param exceptImports none of these is, unless the receiver is one of `receivers`
/// @param unlessDeclared the tree has no function of that name with such a parameter
/// @param modules imported packages it is about
/// @param awaits whether it is about awaiting what surely cannot be awaited
public record PackRule(
    Rule rule,
    String language,
    Set<String> calls,
    Set<String> keywords,
    boolean text,
    List<String> matching,
    Set<String> receivers,
    Set<String> exceptReceivers,
    List<String> imports,
    List<String> exceptImports,
    boolean unlessDeclared,
    List<String> modules,
    List<String> exceptModules,
    boolean awaits) {
  public PackRule {
    calls = Set.copyOf(calls);
    keywords = Set.copyOf(keywords);
    matching = List.copyOf(matching);
    receivers = Set.copyOf(receivers);
    exceptReceivers = Set.copyOf(exceptReceivers);
    imports = List.copyOf(imports);
    exceptImports = List.copyOf(exceptImports);
    modules = List.copyOf(modules);
    exceptModules = List.copyOf(exceptModules);
  }
}
