package apex.ops.chat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What is asked, under an id of our own: asking it again under the same id changes nothing.
///
/// @param thread the conversation it continues; a new one when empty
public record Question(String clientMessageId, Optional<String> thread, String content) {
  public static Question of(String content) {
    return new Question(UUID.randomUUID().toString(), Optional.empty(), content);
  }

  public Question in(Optional<String> thread) {
    return new Question(clientMessageId, thread, content);
  }

  Map<String, Object> frame() {
    var frame = new LinkedHashMap<String, Object>();
    frame.put("type", "user_message");
    frame.put("client_message_id", clientMessageId);
    thread.ifPresent(id -> frame.put("thread_id", id));
    frame.put("content", content);
    return frame;
  }
}
