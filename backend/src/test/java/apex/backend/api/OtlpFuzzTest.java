package apex.backend.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/// Whatever bytes come, they are taken or refused in words; nothing breaks.
class OtlpFuzzTest {
  private static final byte[] PROTOBUF =
      Spans.request(Spans.chat(1000, 10), Spans.chat(2000, 20), Spans.chat(3000, 30));
  private static final byte[] JSON =
      """
      {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},
      "scopeSpans":[{"scope":{"name":"s","version":"1"},"spans":[{"traceId":"0af7651916cd43dd8448eb211c80319c",
      "spanId":"b7ad6b7169203331","startTimeUnixNano":"1760000000000000000","endTimeUnixNano":1760000000000000001,
      "attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
      {"key":"gen_ai.request.model","value":{"stringValue":"gpt-4o"}},
      {"key":"gen_ai.usage.input_tokens","value":{"intValue":"12"}}]}]}]}]}\
      """
          .getBytes(StandardCharsets.UTF_8);
  private static TelemetryHouse house;
  private static TelemetryHouse.Sender sender;

  @BeforeContainer
  static void open() {
    house = new TelemetryHouse();
    sender = house.sender();
  }

  @AfterContainer
  static void close() {
    house.close();
  }

  @Property(tries = 400)
  void changedProtobufIsTakenOrRefused(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 0, max = 1 << 20) Integer> changes,
      @ForAll @IntRange(min = 0, max = 100) int cut) {
    for (var path : List.of("/v1/traces", "/v1/metrics", "/v1/logs"))
      answered(path, "application/x-protobuf", changed(PROTOBUF, changes, cut));
  }

  @Property(tries = 400)
  void changedJsonIsTakenOrRefused(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 0, max = 1 << 20) Integer> changes,
      @ForAll @IntRange(min = 0, max = 100) int cut) {
    answered("/v1/traces", "application/json", changed(JSON, changes, cut));
  }

  @Property(tries = 200)
  void anyBytesAreTakenOrRefused(@ForAll @Size(max = 200) byte[] body) {
    for (var type : List.of("application/x-protobuf", "application/json"))
      for (var path : List.of("/v1/traces", "/v1/metrics", "/v1/logs")) answered(path, type, body);
  }

  private static void answered(String path, String type, byte[] body) {
    var answer = sender.send(path, body, "Content-Type", type);
    assertThat(answer.statusCode()).isIn(200, 400);
    assertThat(answer.headers().firstValue("content-type")).contains(type);
  }

  /// Each change names a place and a value; `cut` percent of the end are missing.
  private static byte[] changed(byte[] good, List<Integer> changes, int cut) {
    var body = Arrays.copyOf(good, Math.max(1, good.length - good.length * cut / 400));
    for (int change : changes) body[(change >> 8) % body.length] = (byte) change;
    return body;
  }
}
