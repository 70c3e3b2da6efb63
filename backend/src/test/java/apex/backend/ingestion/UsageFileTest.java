package apex.backend.ingestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.spend.usage.Call;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsageFileTest {
  private static final String HEADER = "timestamp,model,input_tokens,output_tokens\n";
  private static final String GOOD = "2026-01-01T00:00:00Z,gpt-4o,374,44\n";
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void everyRowOfTheAzureChatTraceIsReadToTheHundredNanoseconds() throws IOException {
    var rows = shared("AzureLLMInferenceTrace_conv.csv");
    assertThat(rows.rejections).isEmpty();
    assertThat(rows.calls).hasSize(19_366);
    var first = rows.calls.getFirst();
    assertThat(first.at()).isEqualTo(Instant.parse("2023-11-16T18:15:46.680590Z"));
    assertThat(first.tokens().input()).isEqualTo(374);
    assertThat(rows.calls.getLast().tokens().output()).isEqualTo(183);
  }

  @Test
  void everyRowOfTheAzureCodeTraceIsRead() throws IOException {
    assertThat(shared("AzureLLMInferenceTrace_code.csv").calls).hasSize(8_819);
  }

  @Test
  void everyRowOfTheMooncakeTraceIsReadWithItsPrefixes() throws IOException {
    var rows = shared("mooncake_conversation_trace.jsonl");
    assertThat(rows.rejections).isEmpty();
    assertThat(rows.calls).hasSize(12_031);
    assertThat(rows.calls.getFirst().prefixHashes()).hasSize(14).startsWith(0L, 1L);
    assertThat(rows.calls.getFirst().at()).isEqualTo(START);
  }

  @Test
  void aGigabyteWithoutLineEndIsRejectedInBoundedMemory() throws IOException {
    var giant = new Repeated((byte) '7', 1L << 30);
    var file =
        new SequenceInputStream(
            Collections.enumeration(List.of(bytes(HEADER + GOOD), giant, bytes("\n" + GOOD))));
    var before = used();
    var rows = read(file, ImportFormat.AUTO);
    assertThat(rows.calls).hasSize(2);
    assertThat(rows.summary()).containsExactly("LINE_TOO_LONG 1 3 -");
    assertThat(rows.rejections.getFirst().value()).hasSizeLessThan(80);
    assertThat(used() - before).as("bytes held").isLessThan(16 << 20);
  }

  @Test
  void aLongestLineIsTakenAndOneByteMoreIsNot() throws IOException {
    var fitting = GOOD.strip() + " ".repeat((1 << 20) - GOOD.strip().length()) + "\n";
    assertThat(read(bytes(HEADER + fitting), ImportFormat.AUTO).calls).hasSize(1);
    var longer = read(bytes(HEADER + " " + fitting), ImportFormat.AUTO);
    assertThat(longer.summary()).containsExactly("LINE_TOO_LONG 1 2 -");
  }

  @Test
  void linesMayBreakAnywhereInTheStream() throws IOException {
    var text = HEADER + GOOD.repeat(500) + "broken\n" + GOOD;
    var whole = read(bytes(text), ImportFormat.AUTO);
    var trickled = read(new Trickle(bytes(text), 7), ImportFormat.AUTO);
    assertThat(trickled.calls).isEqualTo(whole.calls).hasSize(501);
    assertThat(trickled.rejections).isEqualTo(whole.rejections).hasSize(1);
  }

  @Test
  void aRowsOwnValueWinsOverTheDefault() throws IOException {
    var file =
        """
        {"timestamp":"2026-01-01T00:00:00Z","model":"o3","input_tokens":1,"output_tokens":2,"extra":{"a":[1]}}
        {"timestamp":"2026-01-01T00:00:00Z","model":null,"input_tokens":"1","output_tokens":2}
        """;
    var rows = read(bytes(file), ImportFormat.AUTO);
    assertThat(rows.calls).extracting(Call::model).containsExactly("o3", "gpt-4o");
    assertThat(rows.calls).extracting(Call::provider).containsOnly("openai");
  }

  @Test
  void everyFieldOfTheDocumentedFormIsTaken() throws IOException {
    var file =
        """
        {"timestamp":"2026-01-01T02:00:00.123456789+02:00","provider":"anthropic","model":"claude-sonnet-4-5","route":"chat","user":"ada","conversation_id":"c1","input_tokens":100,"cache_read_tokens":40,"cache_write_5m_tokens":30,"cache_write_1h_tokens":20,"output_tokens":50,"reasoning_tokens":10,"latency_ms":900,"status":"error","prefix_hashes":[1,2]}
        """;
    var call = read(bytes(file), ImportFormat.JSONL).calls.getFirst();
    assertThat(call.at()).isEqualTo(Instant.parse("2026-01-01T00:00:00.123456789Z"));
    assertThat(call.tokens()).isEqualTo(new apex.spend.usage.Tokens(100, 40, 30, 20, 50, 10));
    assertThat(call).extracting(Call::user, Call::conversation).containsExactly("ada", "c1");
    assertThat(call).extracting(Call::latencyMs, Call::status).containsExactly(900L, "error");
    assertThat(call.prefixHashes()).containsExactly(1L, 2L);
  }

  @Test
  void csvTakesQuotedFieldsAndPrefixHashes() throws IOException {
    var file =
        "timestamp,model,route,input_tokens,output_tokens,prefix_hashes\n"
            + "2026-01-01T00:00:00Z,\"gpt-4o\",\"a, \"\"b\"\"\",5,6,\"[1, 2,3]\"\n";
    var call = read(bytes(file), ImportFormat.CSV).calls.getFirst();
    assertThat(call.route()).isEqualTo("a, \"b\"");
    assertThat(call.prefixHashes()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void relativeTimesNeedAStart() {
    var file = "{\"timestamp\": 0, \"input_length\": 6, \"output_length\": 5, \"hash_ids\": [0]}\n";
    assertThatThrownBy(() -> readWith(bytes(file), ImportFormat.AUTO, RowDefaults.NONE))
        .hasMessageContaining("usage.txt, line 1, column timestamp")
        .hasMessageContaining("start");
  }

  @Test
  void aModelMustComeFromTheFileOrTheOption() {
    var file = "timestamp,input_tokens,output_tokens\n2026-01-01T00:00:00Z,1,2\n";
    assertThatThrownBy(() -> readWith(bytes(file), ImportFormat.AUTO, RowDefaults.NONE))
        .hasMessageContaining("column model")
        .hasMessageContaining("option model");
  }

  @Test
  void whatIsShownOfABrokenValueCannotSteerATerminal() throws IOException {
    var rows =
        read(bytes(HEADER + "2026-01-01T00:00:00Z,gpt-4o,\u001b[31m,44\n"), ImportFormat.AUTO);
    assertThat(rows.rejections.getFirst().value()).isEqualTo("\\u001b[31m");
  }

  private static KeptRows shared(String name) throws IOException {
    try (var in = Files.newInputStream(SharedData.file(name))) {
      return read(in, ImportFormat.AUTO);
    }
  }

  private static KeptRows read(InputStream in, ImportFormat format) throws IOException {
    return readWith(in, format, KeptRows.defaults(START));
  }

  private static KeptRows readWith(InputStream in, ImportFormat format, RowDefaults defaults)
      throws IOException {
    var rows = new KeptRows();
    KeptRows.reader().read(in, new UsageFile.Wanted("usage.txt", format, defaults), rows);
    return rows;
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /// One byte, many times.
  private static final class Repeated extends InputStream {
    private final byte value;
    private long left;

    Repeated(byte value, long count) {
      this.value = value;
      this.left = count;
    }

    @Override
    public int read() {
      return left-- > 0 ? value : -1;
    }

    @Override
    public int read(byte[] into, int offset, int count) {
      if (left <= 0) return -1;
      var given = (int) Math.min(count, left);
      java.util.Arrays.fill(into, offset, offset + given, value);
      left -= given;
      return given;
    }
  }

  /// Gives few bytes at a time.
  private static final class Trickle extends InputStream {
    private final InputStream in;
    private final int most;

    Trickle(InputStream in, int most) {
      this.in = in;
      this.most = most;
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
      return in.read(into, offset, Math.min(count, most));
    }
  }
}
