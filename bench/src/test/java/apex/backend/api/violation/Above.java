package apex.backend.api.violation;

/// What the chat must not call.
public record Above() {}
