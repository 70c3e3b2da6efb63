package apex.backend.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.backend.model.Reply.Failed;
import apex.backend.model.Reply.ReplyFault;
import apex.backend.model.Reply.Said;
import apex.backend.model.ScriptedProvider.Play;
import apex.kernel.environment.Environment;
import apex.kernel.failure.ApexException;
import apex.kernel.resilience.Deadline;
import apex.spend.usage.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LanguageModelTest {
  private static final Prompt PROMPT = new Prompt("Say something.", "{\"about\":\"it\"}");
  private static final String KEY = "sk-a-key-that-nobody-may-see";

  private final ScriptedProvider provider =
      new ScriptedProvider(_ -> ScriptedProvider.openAi("chatcmpl-1", "Something."));
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-06-01T00:00:00Z"));
  private final InstantSource clock = now::get;

  @AfterEach
  void close() {
    provider.close();
  }

  private LanguageModel model(String who, String name, Map<String, String> special) {
    var settings = new HashMap<String, String>();
    settings.put("LLM_PROVIDER", who);
    settings.put("LLM_MODEL", name);
    settings.put("LLM_API_KEY", KEY);
    settings.put("LLM_URL", provider.url() + (who.equals("ollama") ? "" : "/v1"));
    settings.putAll(special);
    var config = LanguageModelConfig.from(new Environment(settings)).orElseThrow();
    return new LanguageModel(config, clock);
  }

  private Reply said(Map<String, String> special) {
    try (var model = model("openai", "gpt-4o-mini", special)) {
      return model.say(PROMPT);
    }
  }

  private Failed failed(Play play) {
    return failed(play, Map.of());
  }

  private Failed failed(Play play, Map<String, String> special) {
    provider.play(_ -> play);
    var reply = said(special);
    assertThat(reply).isInstanceOf(Failed.class);
    assertThat(reply.toString()).doesNotContain(KEY);
    return (Failed) reply;
  }

  @Test
  void openAiIsAskedInItsFormAndItsTokensAreInclusive() {
    var said = (Said) said(Map.of());
    assertThat(said.text()).isEqualTo("Something.");
    assertThat(said.made().tokens()).contains(new Tokens(1200, 1024, 0, 0, 150, 64));
    assertThat(said.made().responseId()).isEqualTo("chatcmpl-1");
    assertThat(said.made().model()).isEqualTo("gpt-4o-mini-2024-07-18");
    assertThat(said.made().provider()).isEqualTo("openai");
    var asked = provider.asked().getFirst();
    assertThat(asked.path()).isEqualTo("/v1/chat/completions");
    assertThat(asked.headers().get("authorization")).containsExactly("Bearer " + KEY);
    assertThat(asked.body()).contains("Say something.").contains("max_completion_tokens");
  }

  @Test
  void anthropicsCachedTokensAreAddedToItsInput() {
    provider.play(_ -> ScriptedProvider.anthropic("msg_1", "Something."));
    try (var model = model("anthropic", "claude-3-5-haiku-latest", Map.of())) {
      var said = (Said) model.say(PROMPT);
      assertThat(said.text()).isEqualTo("Something.");
      assertThat(said.made().tokens()).contains(new Tokens(1200, 700, 300, 0, 150, 0));
      assertThat(said.made().responseId()).isEqualTo("msg_1");
      assertThat(provider.asked().getFirst().path()).isEqualTo("/v1/messages");
      assertThat(provider.asked().getFirst().headers().get("x-api-key")).containsExactly(KEY);
    }
  }

  @Test
  void geminisThoughtsAreAddedToItsOutput() {
    provider.play(_ -> ScriptedProvider.gemini("resp-1", "Something."));
    try (var model = model("gemini", "gemini-2.0-flash", Map.of())) {
      var said = (Said) model.say(PROMPT);
      assertThat(said.text()).isEqualTo("Something.");
      assertThat(said.made().tokens()).contains(new Tokens(1200, 1000, 0, 0, 214, 64));
      assertThat(said.made().responseId()).isEqualTo("resp-1");
      assertThat(provider.asked().getFirst().path())
          .isEqualTo("/v1/models/gemini-2.0-flash:generateContent");
    }
  }

  @Test
  void ollamaNeedsNoKeyAndGetsAnIdOfOurs() {
    provider.play(_ -> ScriptedProvider.ollama("Something."));
    try (var model = model("ollama", "llama3.2", Map.of("LLM_API_KEY", ""))) {
      var said = (Said) model.say(PROMPT);
      assertThat(said.text()).isEqualTo("Something.");
      assertThat(said.made().tokens()).contains(Tokens.of(1200, 150));
      assertThat(said.made().responseId()).startsWith("apex-");
      assertThat(provider.asked().getFirst().path()).isEqualTo("/api/chat");
    }
  }

  @Test
  void aCompatibleServerIsAskedForTheOlderLimitAndNeedsNoKey() {
    try (var model = model("compatible", "local", Map.of("LLM_API_KEY", ""))) {
      assertThat(model.say(PROMPT)).isInstanceOf(Said.class);
      assertThat(provider.asked().getFirst().body()).contains("\"max_tokens\"");
      assertThat(provider.asked().getFirst().headers()).doesNotContainKey("authorization");
    }
  }

  @Test
  void silenceEndsAtTheTimeLimitAndMayHaveCost() {
    var failed = failed(new Play.Silence(), Map.of("LLM_TIMEOUT", "PT1S"));
    assertThat(failed.fault()).isEqualTo(ReplyFault.TIMEOUT);
    assertThat(failed.call().orElseThrow().tokens()).isEmpty();
  }

  @Test
  void aBodyWithoutEndIsCutAtItsLimit() {
    var failed = failed(new Play.Endless());
    assertThat(failed.fault()).isEqualTo(ReplyFault.TOO_LONG);
    assertThat(failed.words()).contains("1048576 bytes");
  }

  @Test
  void aServerThatBreaksOrRefusesChargesNothing() {
    assertThat(failed(new Play.Answer(500, Map.of(), "secret words")))
        .isEqualTo(
            new Failed(
                ReplyFault.PROVIDER_FAILED,
                "the provider answered 500",
                java.util.Optional.empty()));
    assertThat(failed(new Play.Answer(401, Map.of(), "{\"error\":{}}")).fault())
        .isEqualTo(ReplyFault.REFUSED);
  }

  @Test
  void aRedirectIsNotFollowed() {
    try (var elsewhere = new ScriptedProvider(_ -> ScriptedProvider.openAi("x", "Stolen."))) {
      var failed = failed(new Play.Answer(307, Map.of("Location", elsewhere.url() + "/v1"), ""));
      assertThat(failed.fault()).isEqualTo(ReplyFault.REFUSED);
      assertThat(elsewhere.asked()).isEmpty();
    }
  }

  @Test
  void repliesThatAreNotInTheFormAreMalformed() {
    for (var body :
        new String[] {"", "{\"id\":", "[]", "<html>", "{\"choices\":[]}", "{}", "null"}) {
      var failed = failed(ScriptedProvider.json(body));
      assertThat(failed.fault()).as(body).isIn(ReplyFault.MALFORMED, ReplyFault.EMPTY);
      assertThat(failed.call()).as(body).isPresent();
    }
  }

  @Test
  void anEmptyTextAndOneThatWasCutOffAreFailuresThatCost() {
    var empty = failed(ScriptedProvider.openAi("chatcmpl-2", " "));
    assertThat(empty.fault()).isEqualTo(ReplyFault.EMPTY);
    assertThat(empty.call().orElseThrow().tokens()).isPresent();
    var cut = failed(ScriptedProvider.openAi("chatcmpl-3", "And then", "length"));
    assertThat(cut.fault()).isEqualTo(ReplyFault.TOO_LONG);
    assertThat(cut.call().orElseThrow().responseId()).isEqualTo("chatcmpl-3");
  }

  @Test
  void nobodyListeningIsUnreachableAndCostsNothing() {
    var free = provider.url();
    provider.close();
    var failed = (Failed) said(Map.of("LLM_URL", free + "/v1"));
    assertThat(failed.fault()).isEqualTo(ReplyFault.UNREACHABLE);
    assertThat(failed.words()).isEqualTo("no connection to 127.0.0.1: nobody listens");
    assertThat(failed.call()).isEmpty();
  }

  @Test
  void whoAsksToBeLeftAloneIsLeftAlone() {
    provider.play(_ -> new Play.Answer(429, Map.of("Retry-After", "30"), "{}"));
    try (var model = model("openai", "gpt-4o-mini", Map.of())) {
      assertThat(((Failed) model.say(PROMPT)).fault()).isEqualTo(ReplyFault.RATE_LIMITED);
      assertThat(((Failed) model.say(PROMPT)).words()).contains("2026-06-01T00:00:30Z");
      assertThat(provider.asked()).hasSize(1);
      now.set(now.get().plusSeconds(31));
      provider.play(_ -> ScriptedProvider.openAi("chatcmpl-1", "Something."));
      assertThat(model.say(PROMPT)).isInstanceOf(Said.class);
    }
  }

  @Test
  void moreCallsAMinuteThanAllowedAreNotMade() {
    try (var model = model("openai", "gpt-4o-mini", Map.of("LLM_CALLS_PER_MINUTE", "1"))) {
      assertThat(model.say(PROMPT)).isInstanceOf(Said.class);
      assertThat(((Failed) model.say(PROMPT)).fault()).isEqualTo(ReplyFault.BUSY);
      assertThat(provider.asked()).hasSize(1);
    }
  }

  @Test
  void aCallLeavesHalfOfTheDeadlineToItsCaller() {
    provider.play(_ -> new Play.Silence());
    try (var model = model("openai", "gpt-4o-mini", Map.of())) {
      var reply = Deadline.in(Duration.ofSeconds(2)).during(() -> model.say(PROMPT));
      assertThat(((Failed) reply).fault()).isEqualTo(ReplyFault.TIMEOUT);
      var allowed = ((Failed) reply).words().replaceAll(".* within ([0-9]+) ms", "$1");
      assertThat(Integer.parseInt(allowed)).isBetween(1, 1000);
    }
  }

  @Test
  void anInterruptEndsTheWaitAndStays() throws InterruptedException {
    provider.play(_ -> new Play.Silence());
    try (var model = model("openai", "gpt-4o-mini", Map.of())) {
      var heard = new AtomicReference<Reply>();
      var asking =
          Thread.ofVirtual()
              .start(() -> {
                heard.set(model.say(PROMPT));
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
              });
      org.awaitility.Awaitility.await().until(() -> !provider.asked().isEmpty());
      asking.interrupt();
      assertThat(asking.join(Duration.ofSeconds(10))).isTrue();
      assertThat(((Failed) heard.get()).fault()).isEqualTo(ReplyFault.STOPPED);
    }
  }

  @Test
  void theProbeTellsTheLastRealCallAndMakesNone() {
    provider.play(_ -> new Play.Answer(500, Map.of(), ""));
    try (var model = model("openai", "gpt-4o-mini", Map.of())) {
      var probe = new LanguageModelProbe(model);
      probe.ask();
      model.say(PROMPT);
      assertThatThrownBy(probe::ask)
          .isInstanceOf(ApexException.class)
          .hasMessageContaining("provider_failed");
      provider.play(_ -> ScriptedProvider.openAi("chatcmpl-1", "Something."));
      model.say(PROMPT);
      probe.ask();
      assertThat(provider.asked()).hasSize(2);
    }
  }
}
