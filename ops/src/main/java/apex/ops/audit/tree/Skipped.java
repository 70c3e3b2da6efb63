package apex.ops.audit.tree;

/// A file or folder that is not audited, and why.
public record Skipped(String path, String reason) {}
