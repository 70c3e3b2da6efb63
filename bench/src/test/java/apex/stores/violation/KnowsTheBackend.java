package apex.stores.violation;

/// Breaks: stores does not know the backend.
public record KnowsTheBackend(apex.backend.chat.violation.Everything backend) {}
