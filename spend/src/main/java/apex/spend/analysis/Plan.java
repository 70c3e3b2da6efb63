package apex.spend.analysis;

import java.util.List;

/// An action before it has its number.
record Plan(
    List<String> steps,
    Action.Effort effort,
    List<Action.Artefact> artefacts,
    String verify,
    String undo) {
  Action numbered(int number) {
    return new Action("a" + number, "f" + number, steps, effort, artefacts, verify, undo);
  }
}
