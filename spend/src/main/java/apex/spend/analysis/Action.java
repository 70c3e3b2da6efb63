package apex.spend.analysis;

import apex.spend.action.Artefact;
import java.util.List;
import java.util.Locale;

/// What to do about a finding, ready to apply.
///
/// @param id such as `a1`
/// @param finding id of the finding it answers
/// @param artefacts files that make the change, tell whether it works and take it back
/// @param verify what to run to see that it worked, and what to expect
/// @param undo how to take it back
public record Action(
    String id,
    String finding,
    List<String> steps,
    Effort effort,
    List<Artefact> artefacts,
    String verify,
    String undo) {
  public Action {
    steps = List.copyOf(steps);
    artefacts = List.copyOf(artefacts);
    if (steps.isEmpty()) throw new IllegalArgumentException("an action needs a step");
    if (artefacts.stream().map(Artefact::name).distinct().count() < artefacts.size())
      throw new IllegalArgumentException("two files of an action have one name");
  }

  /// How much work a change is.
  public enum Effort {
    MINUTES,
    HOURS,
    DAYS;

    /// As on the wire: `minutes`, `hours`, `days`.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
