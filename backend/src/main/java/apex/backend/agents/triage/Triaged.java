package apex.backend.agents.triage;

import java.util.List;

/// What triage made of a question.
///
/// @param targets models the question asks to move to; they do not narrow the calls
/// @param notes what the reader should know of the reading, such as a period that was assumed
public record Triaged(
    String question,
    Intent intent,
    Period period,
    Filters filters,
    List<String> targets,
    Sufficiency sufficiency,
    List<String> notes) {
  public Triaged {
    targets = List.copyOf(targets);
    notes = List.copyOf(notes);
  }
}
