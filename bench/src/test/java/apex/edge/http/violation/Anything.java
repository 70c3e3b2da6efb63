package apex.edge.http.violation;

/// What only the API may use.
public record Anything() {}
