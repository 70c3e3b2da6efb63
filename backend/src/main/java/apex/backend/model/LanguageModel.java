package apex.backend.model;

import apex.backend.model.Reply.Failed;
import apex.backend.model.Reply.ReplyFault;
import apex.backend.model.Reply.Said;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.resilience.Breaker;
import apex.kernel.resilience.Deadline;
import apex.kernel.resilience.Guard;
import apex.kernel.resilience.Retry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The language model that was set, behind the house's guard. Asking never throws: what became of
/// it is a [Reply]. It asks once, and takes at most half of what is left of the caller's deadline,
/// so that there is time for an answer without it. Shared.
public final class LanguageModel implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LanguageModel.class);
  private static final Duration PLACE_PATIENCE = Duration.ofSeconds(1);
  private static final int WAITERS_MAX = 64;
  private static final int TEXT_CHARS_MAX = 16_000;

  private final LanguageModelConfig config;
  private final InstantSource clock;
  private final Guard guard;
  private final CallPace pace;
  private final ScopedValue<AtomicBoolean> sent = ScopedValue.newInstance();
  private volatile Instant quietUntil = Instant.MIN;
  private volatile Optional<Last> last = Optional.empty();
  private volatile Optional<Reached> reached = Optional.empty();

  private record Reached(java.net.http.HttpClient client, ProviderChat chat) {}

  /// How the latest real call ended.
  ///
  /// @param failure absent when it gave a text
  public record Last(Instant at, Optional<Failed> failure) {}

  public LanguageModel(LanguageModelConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
    this.pace = new CallPace(config.callsPerMinute(), System::nanoTime);
    this.guard =
        new Guard(
            "llm_service",
            new Guard.Limits(
                config.timeout(),
                config.timeout(),
                config.callsAtOnce(),
                WAITERS_MAX,
                PLACE_PATIENCE,
                Breaker.Rule.STANDARD,
                Retry.STANDARD));
  }

  public LanguageModelConfig config() {
    return config;
  }

  public Guard guard() {
    return guard;
  }

  /// Empty until it was asked once.
  public Optional<Last> last() {
    return last;
  }

  public Reply say(Prompt prompt) {
    var now = clock.instant();
    if (now.isBefore(quietUntil))
      return failed(
          ReplyFault.RATE_LIMITED, "the provider asked to be left alone until " + quietUntil);
    if (!pace.take())
      return failed(
          ReplyFault.BUSY,
          "the limit of %d calls a minute is reached".formatted(config.callsPerMinute()));
    var began = System.nanoTime();
    var reply = asked(prompt, new Asking(now, began, new AtomicBoolean()));
    remember(now, reply);
    return reply;
  }

  /// What our own limits or a stopped run ended says nothing about the provider.
  private void remember(Instant at, Reply reply) {
    switch (reply) {
      case Said _ -> last = Optional.of(new Last(at, Optional.empty()));
      case Failed failed -> {
        if (failed.fault() == ReplyFault.STOPPED || failed.fault() == ReplyFault.BUSY) return;
        if (last.flatMap(Last::failure).isEmpty())
          LOG.warn(
              "The language model failed ({}): {}; answers go without it until it works",
              failed.fault().label(),
              failed.words());
        last = Optional.of(new Last(at, Optional.of(failed)));
      }
    }
  }

  private static Failed failed(ReplyFault fault, String words) {
    return new Failed(fault, words, Optional.empty());
  }

  /// One question under way.
  private record Asking(Instant at, long nanoTime, AtomicBoolean sent) {
    Duration took() {
      return Duration.ofNanos(System.nanoTime() - nanoTime);
    }
  }

  private Reply asked(Prompt prompt, Asking asking) {
    try {
      var chat = chat(); // loading it is no time of the provider's
      return judged(
          ScopedValue.where(sent, asking.sent)
              .call(() -> guard.atLeisure(longest(), () -> heard(chat, prompt))),
          asking);
    } catch (ApexException failed) {
      return failed(failed, asking);
    }
  }

  private Duration longest() {
    return Deadline.current()
        .map(run -> run.left().dividedBy(2))
        .filter(half -> half.compareTo(config.timeout()) < 0)
        .orElse(config.timeout());
  }

  /// The libraries wrap what our own client threw; all else they throw is about a reply that is not
  /// in the provider's form.
  private static ProviderChat.Heard heard(ProviderChat chat, Prompt prompt) {
    try {
      return chat.ask(prompt);
    } catch (RuntimeException broken) {
      throw ours(broken)
          .orElseGet(() ->
              new ApexException(
                  ErrorCode.INVALID_DATA, "the reply was not in the provider's form", broken));
    }
  }

  private static Optional<ApexException> ours(Throwable thrown) {
    for (Throwable at = thrown; at != null; at = at.getCause())
      if (at instanceof ApexException ours) return Optional.of(ours);
    return Optional.empty();
  }

  private Reply judged(ProviderChat.Heard heard, Asking asking) {
    var call = call(heard, asking);
    if (heard.cutOff() || heard.text().length() > TEXT_CHARS_MAX)
      return new Failed(ReplyFault.TOO_LONG, "the reply was too long", Optional.of(call));
    if (heard.text().isBlank())
      return new Failed(ReplyFault.EMPTY, "the reply held no text", Optional.of(call));
    return new Said(heard.text(), call);
  }

  private ModelCall call(ProviderChat.Heard heard, Asking asking) {
    return new ModelCall(
        asking.at,
        asking.took(),
        config.provider().usage(),
        heard.model().isBlank() ? config.model() : heard.model(),
        heard.tokens(),
        heard.id().orElseGet(LanguageModel::id),
        "ok");
  }

  private static String id() {
    return "apex-" + UUID.randomUUID();
  }

  private Failed failed(ApexException failed, Asking asking) {
    var fault = fault(failed);
    var maybe = asking.sent.get() && fault.mayHaveCost();
    return new Failed(
        fault, failed.getMessage(), maybe ? Optional.of(lost(asking)) : Optional.empty());
  }

  /// The provider may have worked, and nobody knows how much.
  private ModelCall lost(Asking asking) {
    return new ModelCall(
        asking.at,
        asking.took(),
        config.provider().usage(),
        config.model(),
        Optional.empty(),
        id(),
        "error");
  }

  private static ReplyFault fault(ApexException failed) {
    return switch (failed.code()) {
      case RATE_LIMITED -> ReplyFault.RATE_LIMITED;
      case CANCELLED -> ReplyFault.STOPPED;
      case TOO_LARGE -> ReplyFault.TOO_LONG;
      case OVER_CAPACITY -> ReplyFault.BUSY;
      case INVALID_DATA -> ReplyFault.MALFORMED;
      case INVALID_REQUEST -> ReplyFault.REFUSED;
      case DEADLINE_EXCEEDED -> ReplyFault.TIMEOUT;
      default ->
          switch (failed.failure().category()) {
            case TIMEOUT -> ReplyFault.TIMEOUT;
            case BUG -> ReplyFault.PROVIDER_FAILED;
            case CAPACITY -> ReplyFault.BUSY;
            default -> ReplyFault.UNREACHABLE;
          };
    };
  }

  /// The provider's classes are loaded, and a client made, with the first question.
  private synchronized ProviderChat chat() {
    if (reached.isEmpty()) {
      var client = BoundedHttp.client(config.timeout());
      var http =
          new BoundedHttp(
              client,
              config.timeout(),
              config.replyBytesMax(),
              quiet -> quietUntil = clock.instant().plus(quiet),
              sent);
      reached = Optional.of(new Reached(client, new ProviderChat(config, http.builder())));
    }
    return reached.orElseThrow().chat();
  }

  @Override
  public void close() {
    reached.ifPresent(made -> made.client().shutdownNow());
  }
}
