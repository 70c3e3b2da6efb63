package apex.stores.postgres;

import apex.kernel.run.MessageId;
import apex.kernel.run.RunId;
import java.time.Instant;
import java.util.Locale;

/// One turn of a conversation.
///
/// @param run the run that answers it, or that wrote it
public record Message(MessageId id, Speaker speaker, String content, RunId run, Instant at) {
  public enum Speaker {
    USER,
    ASSISTANT;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
