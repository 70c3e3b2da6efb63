package apex.auth.violation;

/// Breaks: auth does not know the backend.
public record KnowsTheBackend(apex.backend.chat.violation.Everything backend) {}
