package apex.stores.clickhouse;

import apex.kernel.identity.WorkspaceId;
import apex.stores.postgres.ImportId;
import java.time.Instant;
import java.util.Map;

/// Adds the entries that reverse an import. Doing it again adds entries that lose against the
/// first.
record Undo(Analytics analytics) {
  private static final String LIVE =
      """
      select call_key, entry from call_costs final
      where workspace_id = {workspace_id:UUID} and ingest_seq <= {as_of:UInt64} and pricing = 0
        and %1$s and sign = 1 and (call_key, toUInt16(entry + 1)) not in (
          select call_key, entry from call_costs final
          where workspace_id = {workspace_id:UUID} and ingest_seq <= {as_of:UInt64}
            and %1$s and sign = -1)
      """;
  private static final String OF_IMPORT = "import_id = {source:UUID}";
  private static final String OF_KEYS =
      """
      ts >= {from:DateTime64(9,'UTC')} and ts < {to:DateTime64(9,'UTC')} and call_key in (
        select arrayJoin(arrayMap(
          i -> toFixedString(substring(unhex({keys:String}), i * 16 + 1, 16), 16),
          range(toUInt64(length({keys:String}) / 32)))))\
      """;
  private static final String REVERSED =
      """
      insert into %1$s
        (workspace_id, call_key, entry, sign, ingest_seq, import_id, ts, %2$s)
      select workspace_id, call_key, toUInt16(entry + 1), -1, {seq:UInt64}, import_id, ts, %2$s
      from %1$s final
      where workspace_id = {workspace_id:UUID} and ingest_seq <= {as_of:UInt64} and sign = 1
        and %4$s and (call_key, entry) in (%3$s)\
      """;
  private static final String SHARED =
      """
      provider, model, route, status, input_tokens, cache_read_tokens, cache_write_5m_tokens,
      cache_write_1h_tokens, output_tokens, reasoning_tokens, content, requests, summed,
      service_tier, origin_seq\
      """;
  private static final String CALL_COLUMNS =
      SHARED
          + """
          , user_hash, conversation, latency_ms, semantics, prefix_hashes, service, environment,
          operation, scope, scope_version, response_id, trace_id, span_id, covers,
          sent_input, sent_cache_read, sent_cache_write, sent_output, sent_reasoning, sent_total,
          finish_reason, prompt_hash\
          """;
  private static final String COST_COLUMNS =
      SHARED
          + """
          , pricing, book_id, told, cost_usd, low_usd, high_usd, bounded, why_unpriced, basis,
          components, reported, reported_usd\
          """;
  private static final Template CALLS = template("reverse_calls", "calls", CALL_COLUMNS, OF_IMPORT);
  private static final Template COSTS =
      template("reverse_costs", "call_costs", COST_COLUMNS, OF_IMPORT);
  private static final Template CALLS_OF_KEYS =
      template("reverse_calls_of_keys", "calls", CALL_COLUMNS, OF_KEYS);
  private static final Template COSTS_OF_KEYS =
      template("reverse_costs_of_keys", "call_costs", COST_COLUMNS, OF_KEYS);
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

  /// As [#reverse(WorkspaceId, ImportId, long)], of single calls made between two moments.
  void reverse(WorkspaceId workspace, Keys keys, long seq) {
    var values =
        Map.of(
            "as_of", Value.of(seq - 1),
            "seq", Value.of(seq),
            "keys", Value.of(keys.hex()),
            "from", Value.of(keys.from()),
            "to", Value.of(keys.to()));
    analytics.in(workspace).derive(CALLS_OF_KEYS, values);
    analytics.in(workspace).derive(COSTS_OF_KEYS, values);
  }

  /// @param hex the keys' bytes
  record Keys(String hex, Instant from, Instant to) {}

  private static Template template(String name, String table, String columns, String which) {
    return Template.of(name, 1, REVERSED.formatted(table, columns, LIVE.formatted(which), which));
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
