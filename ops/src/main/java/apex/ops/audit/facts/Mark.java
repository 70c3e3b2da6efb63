package apex.ops.audit.facts;

/// Something small that one rule asks for.
///
/// @param subject what it is about
/// @param detail see [MarkKind]
public record Mark(MarkKind kind, int line, String subject, String detail) {}
