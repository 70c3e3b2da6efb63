package apex.backend.model;

import java.util.Locale;
import java.util.Optional;

/// What became of one question to a language model.
public sealed interface Reply {
  /// The call behind it; empty when the provider did no work for it.
  Optional<ModelCall> call();

  /// @param text as the model wrote it: hostile until judged
  record Said(String text, ModelCall made) implements Reply {
    @Override
    public Optional<ModelCall> call() {
      return Optional.of(made);
    }
  }

  /// @param words one sentence without anything the provider wrote
  record Failed(ReplyFault fault, String words, Optional<ModelCall> call) implements Reply {}

  /// Why there is no text.
  enum ReplyFault {
    TIMEOUT,
    RATE_LIMITED,
    UNREACHABLE,
    REFUSED,
    PROVIDER_FAILED,
    MALFORMED,
    EMPTY,
    TOO_LONG,
    BUSY,
    STOPPED;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// Whether the provider may have worked, and charge for it, although no reply came.
    boolean mayHaveCost() {
      return switch (this) {
        case TIMEOUT, MALFORMED, TOO_LONG, STOPPED -> true;
        case RATE_LIMITED, UNREACHABLE, REFUSED, PROVIDER_FAILED, EMPTY, BUSY -> false;
      };
    }
  }
}
