package apex.stores.clickhouse;

import apex.kernel.identity.WorkspaceId;
import apex.spend.usage.Call;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The 16 bytes by which a workspace's ledger knows a call: the first half of a SHA-256 over what
/// identifies it.
///
/// @param high the first eight bytes
/// @param low the last eight bytes
record CallKey(long high, long low) {
  static CallKey of(WorkspaceId workspace, CallIdentity identity, CallKey content) {
    var fields = new RowWriter();
    switch (identity) {
      case CallIdentity.Span span -> span(fields, workspace, span);
      case CallIdentity.Response(var provider, var id) ->
          fields.text("response").id(workspace.value()).text(provider).text(id);
      case CallIdentity.Row(var source, var equalBefore) ->
          fields
              .text("row")
              .id(workspace.value())
              .text(source)
              .fixed(content.bytes())
              .number(equalBefore);
    }
    return digest(fields);
  }

  static CallKey of(WorkspaceId workspace, CallIdentity.Span span) {
    return digest(span(new RowWriter(), workspace, span));
  }

  private static RowWriter span(RowWriter fields, WorkspaceId workspace, CallIdentity.Span span) {
    return fields.text("span").id(workspace.value()).text(span.traceId()).text(span.spanId());
  }

  /// The same for two calls with the same fields.
  ///
  /// @param userHash hides the user, so that a key gives no name away
  static CallKey content(Call call, String userHash) {
    return digest(fields(call, userHash));
  }

  /// As [#content(Call, String)], of the numbers as they were sent: how they are read may change,
  /// what was sent does not.
  static CallKey content(Call call, String userHash, Emitted.Sent sent) {
    if (sent.equals(Emitted.Sent.NONE)) return content(call, userHash);
    return digest(
        told(call, userHash)
            .number(sent.input())
            .number(sent.cacheRead())
            .number(sent.cacheWrite())
            .number(sent.output())
            .number(sent.reasoning())
            .number(sent.total()));
  }

  /// 64 bits of the same.
  static long bits(Call call) {
    return digest(fields(call, call.user())).high;
  }

  static CallKey read(byte[] bytes) {
    var buffer = ByteBuffer.wrap(bytes);
    return new CallKey(buffer.getLong(), buffer.getLong());
  }

  byte[] bytes() {
    return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
  }

  String hex() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }

  private static RowWriter fields(Call call, String user) {
    var tokens = call.tokens();
    return told(call, user)
        .number(tokens.input())
        .number(tokens.cacheRead())
        .number(tokens.cacheWrite5m())
        .number(tokens.cacheWrite1h())
        .number(tokens.output())
        .number(tokens.reasoning())
        .numbers(call.prefixHashes());
  }

  private static RowWriter told(Call call, String user) {
    return new RowWriter()
        .instant(call.at())
        .text(call.provider())
        .text(call.model())
        .text(call.route())
        .text(user)
        .text(call.conversation())
        .text(call.status())
        .number(call.latencyMs());
  }

  private static CallKey digest(RowWriter fields) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      fields.digestTo(digest);
      return read(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
