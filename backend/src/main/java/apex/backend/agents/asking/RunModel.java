package apex.backend.agents.asking;

import apex.backend.agents.step.EventData;
import apex.backend.agents.step.RunContext;
import apex.backend.agents.step.Voice;
import apex.backend.model.LanguageModel;
import apex.backend.model.ModelCall;
import apex.backend.model.Prompt;
import apex.backend.model.Reply;
import apex.backend.model.Reply.Failed;
import apex.backend.model.Reply.ReplyFault;
import apex.kernel.failure.ApexException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The language model as one run may use it: so many calls and no more, each told as a tool is,
/// each kept as usage of the run's workspace. Belongs to the run's thread.
public final class RunModel {
  private static final Logger LOG = LoggerFactory.getLogger(RunModel.class);
  private static final String TOOL = "language_model";

  private final RunContext run;
  private final Optional<LanguageModel> model;
  private final OwnCalls kept;
  private int asked;

  public RunModel(RunContext run, Optional<LanguageModel> model, OwnCalls kept) {
    this.run = run;
    this.model = model;
    this.kept = kept;
  }

  /// Where no model is set.
  public static RunModel none(RunContext run) {
    return new RunModel(run, Optional.empty(), (_, _) -> {});
  }

  public boolean present() {
    return model.isPresent();
  }

  /// As it is set; empty where none is.
  public String name() {
    return model.map(set -> set.config().model()).orElse("");
  }

  /// Never throws, but for what whoever listens throws to end the run.
  public Reply ask(String purpose, Prompt prompt, Voice voice) {
    voice.tell(new EventData.ToolExecuting(TOOL, Map.of("purpose", purpose, "model", name())));
    var began = System.nanoTime();
    var reply = reply(prompt);
    reply.call().ifPresent(this::keep);
    voice.tell(told(reply, Voice.millisSince(began)));
    return reply;
  }

  private Reply reply(Prompt prompt) {
    if (model.isEmpty()) return refused("no language model is set");
    int most = model.get().config().callsPerRun();
    if (asked++ >= most) return refused("the limit of %d calls a run is reached".formatted(most));
    return model.get().say(prompt);
  }

  private static Failed refused(String why) {
    return new Failed(ReplyFault.BUSY, why, Optional.empty());
  }

  /// The answer does not wait for a ledger that is out of reach.
  private void keep(ModelCall call) {
    try {
      kept.keep(run, call);
    } catch (ApexException lost) {
      LOG.warn(
          "The own call {} of run {} is missing in the usage: {}",
          call.responseId(),
          run.run(),
          lost.getMessage());
    }
  }

  private static EventData told(Reply reply, long millis) {
    return switch (reply) {
      case Reply.Said said ->
          new EventData.ToolCompleted(TOOL, true, results(said.made()), List.of(), millis);
      case Failed failed ->
          EventData.ToolFailed.of(
              TOOL, "%s: %s".formatted(failed.fault().label(), failed.words()), millis);
    };
  }

  private static Map<String, Object> results(ModelCall made) {
    var results = new LinkedHashMap<String, Object>();
    results.put("model", made.model());
    made.tokens()
        .ifPresent(tokens -> {
          results.put("input_tokens", tokens.input());
          results.put("output_tokens", tokens.output());
        });
    return results;
  }
}
