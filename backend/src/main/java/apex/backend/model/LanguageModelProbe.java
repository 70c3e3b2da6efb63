package apex.backend.model;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.Category;
import apex.kernel.failure.ErrorCode;
import apex.kernel.failure.Failure;
import apex.kernel.health.Probe;

/// How the language model answered its latest real call: a call made to see would cost tokens.
/// Until the first call nothing speaks against it.
public final class LanguageModelProbe implements Probe {
  private final LanguageModel model;

  public LanguageModelProbe(LanguageModel model) {
    this.model = model;
  }

  @Override
  public String service() {
    return "llm_service";
  }

  @Override
  public void ask() {
    model.last().ifPresent(LanguageModelProbe::judge);
  }

  private static void judge(LanguageModel.Last last) {
    last.failure()
        .ifPresent(failed -> {
          throw new ApexException(
              ErrorCode.DEPENDENCY_DOWN,
              failure(last, failed),
              new IllegalStateException(failed.words()));
        });
  }

  private static Failure failure(LanguageModel.Last last, Reply.Failed failed) {
    return Failure.of(
            category(failed.fault()),
            "the call of %s failed (%s): %s"
                .formatted(last.at(), failed.fault().label(), failed.words()))
        .withRemedy("Answers are triaged by rules and worded by templates until it answers again.");
  }

  private static Category category(Reply.ReplyFault fault) {
    return switch (fault) {
      case TIMEOUT, STOPPED -> Category.TIMEOUT;
      case RATE_LIMITED, BUSY -> Category.CAPACITY;
      case UNREACHABLE, PROVIDER_FAILED -> Category.UNREACHABLE;
      case REFUSED -> Category.AUTHENTICATION;
      case MALFORMED, EMPTY, TOO_LONG -> Category.DATA;
    };
  }
}
