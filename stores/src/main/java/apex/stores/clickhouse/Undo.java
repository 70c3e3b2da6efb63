package apex.stores.clickhouse;

import apex.kernel.identity.WorkspaceId;
import apex.stores.postgres.ImportId;
import java.util.Map;

/// Adds the entries that reverse an import. Doing it again adds entries that lose against the
/// first.
record Undo(Analytics analytics) {
  private static final String LIVE =
      """
      select call_key, entry from call_costs final
      where workspace_id = {workspace_id:UUID} and ingest_seq <= {as_of:UInt64} and pricing = 0
        and import_id = {source:UUID} and sign = 1 and (call_key, toUInt16(entry + 1)) not in (
          select call_key, entry from call_costs final
          where workspace_id = {workspace_id:UUID} and ingest_seq <= {as_of:UInt64} and sign = -1)
      """;
  private static final String REVERSED =
      """
      insert into %1$s
        (workspace_id, call_key, entry, sign, ingest_seq, import_id, ts, %2$s)
      select workspace_id, call_key, toUInt16(entry + 1), -1, {seq:UInt64}, import_id, ts, %2$s
      from %1$s final
      where workspace_id = {workspace_id:UUID} and ingest_seq <= {as_of:UInt64} and sign = 1
        and (call_key, entry) in (%3$s)\
      """;
  private static final String SHARED =
      """
      provider, model, route, status, input_tokens, cache_read_tokens, cache_write_5m_tokens,
      cache_write_1h_tokens, output_tokens, reasoning_tokens, content\
      """;
  private static final Template CALLS =
      Template.of(
          "reverse_calls",
          1,
          REVERSED.formatted(
              "calls",
              SHARED + ", user_hash, conversation, latency_ms, semantics, prefix_hashes",
              LIVE));
  private static final Template COSTS =
      Template.of(
          "reverse_costs",
          1,
          REVERSED.formatted(
              "call_costs",
              SHARED
                  + ", pricing, book_id, told, cost_usd, low_usd, high_usd, bounded, why_unpriced,"
                  + " basis, components",
              LIVE));
  private static final Template COUNT =
      Template.of(
          "reversed_calls",
          1,
          """
          select toInt64(count()) from call_costs final
          where workspace_id = {workspace_id:UUID} and ingest_seq <= {as_of:UInt64} and pricing = 0
            and ingest_seq = {seq:UInt64} and import_id = {source:UUID} and sign = -1\
          """);

  /// The calls first: which of them count is known from the costs.
  void reverse(WorkspaceId workspace, ImportId source, long seq) {
    var values =
        Map.of(
            "as_of", Value.of(seq - 1),
            "seq", Value.of(seq),
            "source", Value.of(source.value()));
    analytics.in(workspace).derive(CALLS, values);
    analytics.in(workspace).derive(COSTS, values);
  }

  long reversed(WorkspaceId workspace, ImportId source, long seq) {
    var values =
        Map.of(
            "as_of", Value.of(seq),
            "seq", Value.of(seq),
            "source", Value.of(source.value()));
    return analytics.in(workspace).ask(COUNT, values, RowReader::number);
  }
}
