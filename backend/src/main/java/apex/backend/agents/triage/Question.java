package apex.backend.agents.triage;

import apex.spend.figures.Slice;
import java.util.Optional;

/// What a person asked.
///
/// @param before the calls that the question before it in the conversation was about
public record Question(String text, Optional<Slice> before) {
  public static Question first(String text) {
    return new Question(text, Optional.empty());
  }
}
