package apex.backend.ingestion.otlp;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import apex.stores.clickhouse.CallIdentity;
import apex.stores.clickhouse.TokenPoint;
import apex.stores.postgres.IngestOutcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A parcel as bytes. Begins with the version of the form, the one before is read too; a text
/// stands once and is named by its number when it comes again.
final class ParcelForm {
  private static final int VERSION = 2;

  /// Without what is said aside.
  private static final int FIRST = 1;

  private ParcelForm() {}

  static byte[] write(Parcel parcel) {
    var bytes = new ByteArrayOutputStream(256 + parcel.calls().size() * 200);
    try {
      new Writer(new DataOutputStream(bytes)).parcel(parcel);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /// A form of another version ends in DEPENDENCY_DOWN: it waits for the build that wrote it.
  static Parcel read(byte[] bytes) {
    try {
      return new Reader(new DataInputStream(new ByteArrayInputStream(bytes))).parcel();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static final class Writer {
    private final DataOutputStream out;
    private final Map<String, Integer> known = new HashMap<>();

    Writer(DataOutputStream out) {
      this.out = out;
    }

    void parcel(Parcel parcel) throws IOException {
      out.writeByte(VERSION);
      id(parcel.workspace().id().value());
      out.writeBoolean(parcel.workspace().sample());
      id(parcel.key());
      out.writeLong(parcel.cameAt().toEpochMilli());
      out.writeByte(parcel.signal().ordinal());
      out.writeInt(parcel.counts().size());
      for (var count : parcel.counts()) {
        text(count.outcome().name());
        text(count.reason());
        out.writeLong(count.count());
      }
      out.writeInt(parcel.calls().size());
      for (var call : parcel.calls()) call(call);
      out.writeInt(parcel.points().size());
      for (var point : parcel.points()) point(point);
    }

    private void call(Sighting call) throws IOException {
      identity(call.identity());
      instant(call.at());
      text(call.provider());
      text(call.model());
      text(call.route());
      text(call.user());
      text(call.conversation());
      text(call.status());
      out.writeLong(call.latencyMs());
      usage(call.usage());
      text(call.service());
      text(call.environment());
      text(call.operation());
      text(call.scope());
      text(call.scopeVersion());
      text(call.tier());
      plain(call.responseId());
      out.write(call.traceId());
      out.write(call.spanId());
      out.writeByte(call.around().size());
      for (var span : call.around()) plain(span.spanId());
      out.writeBoolean(call.late());
      aside(call.aside());
    }

    private void aside(Aside aside) throws IOException {
      text(aside.finishReason());
      plain(aside.prompt());
      text(aside.reportedUsd().map(BigDecimal::toPlainString).orElse(""));
    }

    private void identity(CallIdentity identity) throws IOException {
      switch (identity) {
        case CallIdentity.Span _ -> out.writeByte(0); // its ids stand in the call
        case CallIdentity.Response(var provider, var id) -> {
          out.writeByte(1);
          text(provider);
          plain(id);
        }
        case CallIdentity.Row(var source, var equalBefore) -> {
          out.writeByte(2);
          text(source);
          out.writeInt(equalBefore);
        }
      }
    }

    private void usage(Usage usage) throws IOException {
      out.writeInt((int) usage.input());
      out.writeInt((int) usage.cacheRead());
      out.writeInt((int) usage.cacheWrite());
      out.writeInt((int) usage.cacheWrite1h());
      out.writeInt((int) usage.output());
      out.writeInt((int) usage.reasoning());
      out.writeInt((int) usage.total());
    }

    private void point(TokenPoint point) throws IOException {
      var series = point.series();
      text(series.service());
      text(series.environment());
      text(series.provider());
      text(series.model());
      text(series.operation());
      text(series.metric());
      text(series.tokenType());
      out.writeBoolean(series.cumulative());
      text(series.others());
      instant(point.startedAt());
      instant(point.at());
      out.writeLong(point.calls());
      out.writeDouble(point.tokens());
    }

    private void id(UUID id) throws IOException {
      out.writeLong(id.getMostSignificantBits());
      out.writeLong(id.getLeastSignificantBits());
    }

    private void instant(Instant at) throws IOException {
      out.writeLong(at.getEpochSecond());
      out.writeInt(at.getNano());
    }

    private void text(String text) throws IOException {
      var number = known.putIfAbsent(text, known.size());
      out.writeInt(number == null ? -1 : number);
      if (number == null) plain(text);
    }

    private void plain(String text) throws IOException {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      out.writeInt(bytes.length);
      out.write(bytes);
    }
  }

  private static final class Reader {
    private final DataInputStream in;
    private final List<String> known = new ArrayList<>();
    private int version;

    Reader(DataInputStream in) {
      this.in = in;
    }

    Parcel parcel() throws IOException {
      version = in.readByte();
      if (version != VERSION && version != FIRST)
        throw new ApexException(
            ErrorCode.DEPENDENCY_DOWN,
            "the spool holds records of form %d, this build reads %d".formatted(version, VERSION),
            "Start the build that wrote them until the spool is empty.");
      var workspace = new Workspace(new WorkspaceId(id()), in.readBoolean());
      var key = id();
      var cameAt = Instant.ofEpochMilli(in.readLong());
      var signal = OtlpSignal.values()[in.readByte()];
      return new Parcel(workspace, key, cameAt, signal, counts(), calls(), points());
    }

    private List<Parcel.Count> counts() throws IOException {
      var counts = new ArrayList<Parcel.Count>();
      for (int left = in.readInt(); left > 0; left--)
        counts.add(new Parcel.Count(IngestOutcome.valueOf(text()), text(), in.readLong()));
      return counts;
    }

    private List<Sighting> calls() throws IOException {
      var calls = new ArrayList<Sighting>();
      for (int left = in.readInt(); left > 0; left--) calls.add(call());
      return calls;
    }

    private Sighting call() throws IOException {
      int identity = in.readByte();
      var first = identity == 0 ? "" : text();
      var second = identity == 1 ? plain() : "";
      int third = identity == 2 ? in.readInt() : 0;
      var at = instant();
      var provider = text();
      var model = text();
      var route = text();
      var user = text();
      var conversation = text();
      var status = text();
      long latency = in.readLong();
      var usage = usage();
      var service = text();
      var environment = text();
      var operation = text();
      var scope = text();
      var scopeVersion = text();
      var tier = text();
      var response = plain();
      var trace = in.readNBytes(16);
      var span = in.readNBytes(8);
      var traceId = java.util.HexFormat.of().formatHex(trace);
      var around = new ArrayList<CallIdentity.Span>();
      for (int left = in.readByte(); left > 0; left--)
        around.add(new CallIdentity.Span(traceId, plain()));
      return new Sighting(
          switch (identity) {
            case 0 -> new CallIdentity.Span(traceId, java.util.HexFormat.of().formatHex(span));
            case 1 -> new CallIdentity.Response(first, second);
            default -> new CallIdentity.Row(first, third);
          },
          at,
          provider,
          model,
          route,
          user,
          conversation,
          status,
          latency,
          usage,
          service,
          environment,
          operation,
          scope,
          scopeVersion,
          tier,
          response,
          trace,
          span,
          around,
          in.readBoolean(),
          version == FIRST ? Aside.NONE : aside());
    }

    private Aside aside() throws IOException {
      var finish = text();
      var prompt = plain();
      var usd = text();
      return new Aside(
          finish, prompt, usd.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(usd)));
    }

    private Usage usage() throws IOException {
      return new Usage(
          in.readInt(),
          in.readInt(),
          in.readInt(),
          in.readInt(),
          in.readInt(),
          in.readInt(),
          in.readInt());
    }

    private List<TokenPoint> points() throws IOException {
      var points = new ArrayList<TokenPoint>();
      for (int left = in.readInt(); left > 0; left--)
        points.add(
            new TokenPoint(
                new TokenPoint.Series(
                    text(),
                    text(),
                    text(),
                    text(),
                    text(),
                    text(),
                    text(),
                    in.readBoolean(),
                    text()),
                instant(),
                instant(),
                in.readLong(),
                in.readDouble()));
      return points;
    }

    private UUID id() throws IOException {
      return new UUID(in.readLong(), in.readLong());
    }

    private Instant instant() throws IOException {
      return Instant.ofEpochSecond(in.readLong(), in.readInt());
    }

    private String text() throws IOException {
      int number = in.readInt();
      if (number >= 0) return known.get(number);
      var text = plain();
      known.add(text);
      return text;
    }

    private String plain() throws IOException {
      return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
  }
}
