package apex.backend.agents.triage;

import apex.backend.model.ModelCall;
import apex.spend.figures.Slice;
import java.util.List;

/// What triage made of a question.
///
/// @param slice the calls it is about
/// @param origin why their period is this one
/// @param targets models the question asks to move to; they do not narrow the calls
/// @param notes what the reader should know of the reading, such as a period that was assumed
/// @param calls of the language model that were made for it
public record Triaged(
    String question,
    Intent intent,
    Slice slice,
    Timing.Origin origin,
    List<String> targets,
    Sufficiency sufficiency,
    List<String> notes,
    List<ModelCall> calls) {
  /// By rules alone.
  public Triaged(
      String question,
      Intent intent,
      Slice slice,
      Timing.Origin origin,
      List<String> targets,
      Sufficiency sufficiency,
      List<String> notes) {
    this(question, intent, slice, origin, targets, sufficiency, notes, List.of());
  }

  public Triaged {
    calls = List.copyOf(calls);
    targets = List.copyOf(targets);
    notes = List.copyOf(notes);
  }
}
