package apex.backend.agents.asking;

import static org.assertj.core.api.Assertions.assertThat;

import apex.backend.agents.step.EventData;
import apex.backend.agents.step.RunContext;
import apex.backend.agents.step.RunEvent;
import apex.backend.agents.step.Voice;
import apex.backend.model.LanguageModel;
import apex.backend.model.ModelCall;
import apex.backend.model.Prompt;
import apex.backend.model.Reply;
import apex.backend.model.ScriptedProvider;
import apex.backend.model.ScriptedProvider.Play;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.run.AgentName;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunModelTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);
  private static final Prompt PROMPT = new Prompt("Say something.", "{}");

  private final ScriptedProvider provider =
      new ScriptedProvider(_ -> ScriptedProvider.openAi("chatcmpl-1", "Something secret."));
  private final LanguageModel model = provider.model(CLOCK, Map.of("LLM_CALLS_PER_RUN", "1"));
  private final List<RunEvent> events = new ArrayList<>();
  private final List<ModelCall> kept = new ArrayList<>();
  private final Voice voice = new Voice(AgentName.REPORTING, CLOCK, events::add);

  @AfterEach
  void close() {
    model.close();
    provider.close();
  }

  private RunModel forRun(OwnCalls ledger) {
    return new RunModel(RunContext.ofNobody(1, NOW), Optional.of(model), ledger);
  }

  @Test
  void oneRunMakesNoMoreCallsThanItsLimitAndAnotherRunHasItsOwn() {
    var run = forRun((_, call) -> kept.add(call));
    assertThat(run.ask("wording", PROMPT, voice)).isInstanceOf(Reply.Said.class);
    assertThat(run.ask("wording", PROMPT, voice)).isInstanceOf(Reply.Failed.class);
    assertThat(provider.asked()).hasSize(1);
    assertThat(forRun((_, _) -> {}).ask("wording", PROMPT, voice)).isInstanceOf(Reply.Said.class);
    assertThat(kept).extracting(ModelCall::responseId).containsExactly("chatcmpl-1");
  }

  @Test
  void everyCallIsToldAsAPairThatHoldsNothingOfTheText() {
    forRun((_, _) -> {}).ask("wording", PROMPT, voice);
    provider.play(_ -> new Play.Answer(500, Map.of(), "secret"));
    forRun((_, _) -> {}).ask("wording", PROMPT, voice);
    assertThat(events)
        .extracting(event -> event.data().getClass().getSimpleName())
        .containsExactly("ToolExecuting", "ToolCompleted", "ToolExecuting", "ToolFailed");
    assertThat(events.toString()).contains("provider_failed").doesNotContain("secret");
    assertThat(((EventData.ToolCompleted) events.get(1).data()).success()).isTrue();
  }

  @Test
  void anAnswerDoesNotWaitForALedgerThatRefuses() {
    OwnCalls full =
        (_, _) -> {
          throw new ApexException(ErrorCode.OVER_CAPACITY, "the spool is full");
        };
    assertThat(forRun(full).ask("wording", PROMPT, voice)).isInstanceOf(Reply.Said.class);
  }
}
