package apex.stores.clickhouse;

/// By what a call is known again when it is sent once more.
public sealed interface CallIdentity {
  record Span(String traceId, String spanId) implements CallIdentity {}

  /// The id that the provider gave its response.
  record Response(String provider, String id) implements CallIdentity {}

  /// A row without an id of its own: its content, and how many equal rows came before it in the
  /// same file.
  ///
  /// @param source what kind of file it is from, the same for the same file sent again
  record Row(String source, int equalBefore) implements CallIdentity {
    public Row {
      if (equalBefore < 0) throw new IllegalArgumentException("equalBefore must not be negative");
    }
  }
}
