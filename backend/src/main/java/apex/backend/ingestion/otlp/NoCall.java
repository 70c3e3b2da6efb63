package apex.backend.ingestion.otlp;

/// Why something well formed is not counted as a call.
enum NoCall {
  /// It is not about a model.
  NOT_GENAI,
  /// An agent, a chain, a tool: what it tells of usage is told by the calls inside it.
  NOT_INFERENCE,
  /// A call of a model that tells no token at all.
  NO_USAGE,
  /// Calls inside it tell the same usage.
  TOLD_BY_CHILDREN,
  /// A metric other than those of tokens.
  NOT_TOKENS
}
