package apex.ops.audit.facts;

import java.util.List;

/// Something a module defines at its top level.
///
/// @param detail of a constant its value; of an enum whether its members compare by `value` or by
///   `identity`; of others empty
/// @param size tokens of the definition
/// @param sketch what it looks like: see [Sketch]
/// @param members methods of a class, members of an enum
public record Definition(
    DefinitionKind kind,
    String name,
    int line,
    String detail,
    int size,
    Sketch sketch,
    List<String> members) {
  public Definition {
    members = List.copyOf(members);
  }
}
