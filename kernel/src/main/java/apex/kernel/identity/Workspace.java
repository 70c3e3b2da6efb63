package apex.kernel.identity;

/// Whose data: real usage, or the sample that is never mixed into real totals.
///
/// @param sample fixed when the workspace is made, carried by every token, shown with every answer
public record Workspace(WorkspaceId id, boolean sample) {}
