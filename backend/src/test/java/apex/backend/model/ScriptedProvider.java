package apex.backend.model;

import apex.edge.json.Json;
import apex.kernel.environment.Environment;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// Stands in for a paid provider on loopback: plays what it is told and keeps what it was asked.
public final class ScriptedProvider implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private volatile Function<Asked, Play> script;

  /// @param headers by lower-case name
  public record Asked(String path, Map<String, List<String>> headers, String body) {
    /// What the model was told to do.
    public boolean wants(String words) {
      return body.contains(words);
    }
  }

  /// What the server does with a request.
  public sealed interface Play {
    record Answer(int status, Map<String, String> headers, String body) implements Play {}

    /// Says nothing until the server is closed.
    record Silence() implements Play {}

    /// A body that never ends.
    record Endless() implements Play {}
  }

  public ScriptedProvider(Function<Asked, Play> script) {
    this.script = script;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException busy) {
      throw new UncheckedIOException(busy);
    }
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// A model of this provider, reached by the OpenAI-compatible form; whoever asked closes it.
  ///
  /// @param special settings beside those that it needs
  public LanguageModel model(InstantSource clock, Map<String, String> special) {
    var settings = new HashMap<>(special);
    settings.put("LLM_PROVIDER", "compatible");
    settings.put("LLM_MODEL", "some-model");
    settings.put("LLM_URL", url());
    return new LanguageModel(
        LanguageModelConfig.from(new Environment(settings)).orElseThrow(), clock);
  }

  public void play(Function<Asked, Play> next) {
    script = next;
  }

  public List<Asked> asked() {
    return List.copyOf(asked);
  }

  public void forget() {
    asked.clear();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var headers = new java.util.TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
      headers.putAll(exchange.getRequestHeaders());
      var request = new Asked(exchange.getRequestURI().toString(), headers, body);
      asked.add(request);
      play(exchange, script.apply(request));
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void play(HttpExchange exchange, Play play) throws IOException, InterruptedException {
    switch (play) {
      case Play.Answer(var status, var headers, var body) -> {
        headers.forEach(exchange.getResponseHeaders()::add);
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
      }
      case Play.Silence() -> closing.await();
      case Play.Endless() -> {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        var block = " ".repeat(8192).getBytes(StandardCharsets.UTF_8);
        while (closing.getCount() > 0) exchange.getResponseBody().write(block);
      }
    }
  }

  public static Play json(String body) {
    return new Play.Answer(200, Map.of("Content-Type", "application/json"), body);
  }

  /// A chat completion as OpenAI's API reference has it (November 2026).
  public static Play openAi(String id, String text) {
    return openAi(id, text, "stop");
  }

  public static Play openAi(String id, String text, String finish) {
    return json(
        """
        {"id":"%s","object":"chat.completion","created":1764000000,"model":"gpt-4o-mini-2024-07-18",
         "choices":[{"index":0,"message":{"role":"assistant","content":%s,"refusal":null},
           "logprobs":null,"finish_reason":"%s"}],
         "usage":{"prompt_tokens":1200,"completion_tokens":150,"total_tokens":1350,
           "prompt_tokens_details":{"cached_tokens":1024,"audio_tokens":0},
           "completion_tokens_details":{"reasoning_tokens":64,"audio_tokens":0,
             "accepted_prediction_tokens":0,"rejected_prediction_tokens":0}},
         "service_tier":"default","system_fingerprint":"fp_1"}\
        """
            .formatted(id, Json.write(text), finish));
  }

  /// A message as Anthropic's API reference has it.
  public static Play anthropic(String id, String text) {
    return json(
        """
        {"id":"%s","type":"message","role":"assistant","model":"claude-3-5-haiku-20241022",
         "content":[{"type":"text","text":%s}],"stop_reason":"end_turn","stop_sequence":null,
         "usage":{"input_tokens":200,"cache_creation_input_tokens":300,
           "cache_read_input_tokens":700,"output_tokens":150}}\
        """
            .formatted(id, Json.write(text)));
  }

  /// What Gemini's generateContent answers.
  public static Play gemini(String id, String text) {
    return json(
        """
        {"candidates":[{"content":{"parts":[{"text":%s}],"role":"model"},"finishReason":"STOP",
           "index":0}],
         "usageMetadata":{"promptTokenCount":1200,"cachedContentTokenCount":1000,
           "candidatesTokenCount":150,"thoughtsTokenCount":64,"totalTokenCount":1414},
         "modelVersion":"gemini-2.0-flash","responseId":"%s"}\
        """
            .formatted(Json.write(text), id));
  }

  /// What Ollama's /api/chat answers without streaming: it gives no id.
  public static Play ollama(String text) {
    return json(
        """
        {"model":"llama3.2","created_at":"2026-11-21T13:00:00.000000Z",
         "message":{"role":"assistant","content":%s},"done_reason":"stop","done":true,
         "total_duration":4883583458,"load_duration":1334875,"prompt_eval_count":1200,
         "prompt_eval_duration":342546000,"eval_count":150,"eval_duration":4535599000}\
        """
            .formatted(Json.write(text)));
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
