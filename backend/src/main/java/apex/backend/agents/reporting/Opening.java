package apex.backend.agents.reporting;

import apex.backend.model.ModelCall;
import java.util.List;
import java.util.Optional;

/// The first words of an answer.
///
/// @param text Markdown, every figure the evidence's
/// @param calls of the language model that were made for it
record Opening(String text, Result.Wording wording, List<ModelCall> calls) {
  Opening {
    calls = List.copyOf(calls);
  }

  static Opening ofTemplate(String text) {
    return new Opening(text, Result.Wording.TEMPLATE, List.of());
  }

  /// What the reader is told when the model's words could not be used.
  Optional<String> excuse() {
    return wording
        .why()
        .map(why -> "A template worded this answer, not the language model: %s.".formatted(why));
  }
}
