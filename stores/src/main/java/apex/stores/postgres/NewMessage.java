package apex.stores.postgres;

import apex.kernel.run.ThreadId;
import java.util.Optional;

/// What a person sent.
///
/// @param clientMessageId the sender's own name for it: sending it again changes nothing
/// @param thread absent begins a new one
public record NewMessage(String clientMessageId, Optional<ThreadId> thread, String content) {
  public NewMessage {
    if (clientMessageId.isBlank() || clientMessageId.length() > 200)
      throw new IllegalArgumentException("client_message_id has 1 to 200 characters");
    if (content.isBlank()) throw new IllegalArgumentException("content must not be blank");
  }
}
