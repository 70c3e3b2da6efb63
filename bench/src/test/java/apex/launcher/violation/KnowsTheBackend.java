package apex.launcher.violation;

/// Breaks: launcher does not know the backend.
public record KnowsTheBackend(apex.backend.chat.violation.Everything backend) {}
