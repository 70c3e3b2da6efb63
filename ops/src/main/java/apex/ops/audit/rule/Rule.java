package apex.ops.audit.rule;

/// A rule as `apex audit explain` shows it.
///
/// @param id never changes: baselines and configurations name it
/// @param summary one line
/// @param explanation why it matters, and what is deliberately not reported
/// @param example code that breaks it
/// @param fix what to do
public record Rule(
    String id, Severity severity, String summary, String explanation, String example, String fix) {}
