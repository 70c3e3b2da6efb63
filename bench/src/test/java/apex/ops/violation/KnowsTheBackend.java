package apex.ops.violation;

/// Breaks: ops does not know the backend.
public record KnowsTheBackend(apex.backend.chat.violation.Everything backend) {}
