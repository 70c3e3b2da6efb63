package apex.spend.analysis;

import apex.spend.action.Artefact;
import apex.spend.action.Kit;
import java.util.ArrayList;
import java.util.List;

/// An action before it has its number.
record Plan(
    List<String> steps,
    Action.Effort effort,
    List<Artefact> artefacts,
    String verify,
    String undo) {

  /// A file that could not be made is told as the last step.
  Plan(List<String> steps, Action.Effort effort, Kit kit, String verify, String undo) {
    this(with(steps, kit.withheld()), effort, kit.artefacts(), verify, undo);
  }

  private static List<String> with(List<String> steps, List<String> withheld) {
    var all = new ArrayList<>(steps);
    all.addAll(withheld);
    return all;
  }

  Action numbered(int number) {
    return new Action("a" + number, "f" + number, steps, effort, artefacts, verify, undo);
  }
}
