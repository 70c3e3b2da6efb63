package apex.ops.goldenpath;

import apex.kernel.run.EventType;
import apex.ops.chat.Answer;
import apex.ops.chat.Frame;
import apex.ops.chat.WireEvent;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Everything that one connection heard while one question was answered, in the order it came.
public record Recording(List<Frame> frames, Answer answer) {
  public Recording {
    frames = List.copyOf(frames);
  }

  /// Every run event on the connection, also one that belongs to somebody else.
  public List<WireEvent> events() {
    return frames.stream()
        .filter(Frame.Event.class::isInstance)
        .map(frame -> ((Frame.Event) frame).event())
        .toList();
  }

  public Optional<Frame.Accepted> accepted() {
    return frames.stream()
        .filter(Frame.Accepted.class::isInstance)
        .map(Frame.Accepted.class::cast)
        .findFirst();
  }

  List<WireEvent> of(EventType type) {
    return events().stream().filter(event -> event.is(type)).toList();
  }

  JsonNode result() {
    return answer.last().data().path("result");
  }
}
