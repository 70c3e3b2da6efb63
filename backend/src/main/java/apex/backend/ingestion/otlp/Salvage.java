package apex.backend.ingestion.otlp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;

/// Reads a request of spans of which one is malformed in itself, such as by text that is not UTF-8:
/// the parser gives up the whole request, this one rejects the span alone.
final class Salvage {
  private final Tally tally;

  private Salvage(Tally tally) {
    this.tally = tally;
  }

  /// Throws when the request around the spans is malformed too.
  static ExportTraceServiceRequest traces(byte[] body, Tally tally)
      throws InvalidProtocolBufferException {
    try {
      return new Salvage(tally).request(CodedInputStream.newInstance(body));
    } catch (InvalidProtocolBufferException malformed) {
      throw malformed;
    } catch (IOException impossible) {
      throw new InvalidProtocolBufferException(impossible);
    }
  }

  private ExportTraceServiceRequest request(CodedInputStream in) throws IOException {
    var out = ExportTraceServiceRequest.newBuilder();
    each(
        in,
        ExportTraceServiceRequest.RESOURCE_SPANS_FIELD_NUMBER,
        0,
        (_, part) -> out.addResourceSpans(resource(part)));
    return out.build();
  }

  private ResourceSpans resource(byte[] body) throws IOException {
    var out = ResourceSpans.newBuilder();
    each(
        CodedInputStream.newInstance(body),
        ResourceSpans.RESOURCE_FIELD_NUMBER,
        ResourceSpans.SCOPE_SPANS_FIELD_NUMBER,
        (field, part) -> {
          if (field == ResourceSpans.SCOPE_SPANS_FIELD_NUMBER) out.addScopeSpans(scope(part));
          else out.setResource(resourceOrNone(part));
        });
    return out.build();
  }

  private ScopeSpans scope(byte[] body) throws IOException {
    var out = ScopeSpans.newBuilder();
    each(
        CodedInputStream.newInstance(body),
        ScopeSpans.SCOPE_FIELD_NUMBER,
        ScopeSpans.SPANS_FIELD_NUMBER,
        (field, part) -> {
          if (field == ScopeSpans.SCOPE_FIELD_NUMBER) out.setScope(scopeOrNone(part));
          else span(part, out);
        });
    return out.build();
  }

  private void span(byte[] body, ScopeSpans.Builder out) {
    try {
      out.addSpans(Span.parseFrom(body));
    } catch (InvalidProtocolBufferException broken) {
      tally.reject(TelemetryFault.BAD_ENCODING, "a span is malformed: " + broken.getMessage());
    }
  }

  private static Resource resourceOrNone(byte[] body) {
    try {
      return Resource.parseFrom(body);
    } catch (InvalidProtocolBufferException broken) {
      return Resource.getDefaultInstance();
    }
  }

  private static InstrumentationScope scopeOrNone(byte[] body) {
    try {
      return InstrumentationScope.parseFrom(body);
    } catch (InvalidProtocolBufferException broken) {
      return InstrumentationScope.getDefaultInstance();
    }
  }

  private interface Part {
    void take(int field, byte[] body) throws IOException;
  }

  /// Gives the messages of two fields and passes over the rest.
  private static void each(CodedInputStream in, int one, int other, Part part) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      var message = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
      if (message && (field == one || field == other)) part.take(field, in.readByteArray());
      else in.skipField(tag);
    }
  }
}
