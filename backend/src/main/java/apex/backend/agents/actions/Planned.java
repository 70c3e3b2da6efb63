package apex.backend.agents.actions;

import apex.spend.analysis.Action;
import java.util.List;

/// What to do, the most worthwhile first.
public record Planned(List<Action> actions) {
  public Planned {
    actions = List.copyOf(actions);
  }
}
