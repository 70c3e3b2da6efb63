package apex.spend.action;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Gathers an action's files; one that cannot be made is left out and told. For one thread.
///
/// ```java
/// var kit = new Kit().apply(() -> config.artefact("litellm.yaml")).check(() -> sql.costByDay());
/// ```
public final class Kit {
  private final List<Artefact> artefacts = new ArrayList<>();
  private final List<String> withheld = new ArrayList<>();

  public Kit apply(Supplier<Artefact> file) {
    return add(file, Artefact.Use.APPLY);
  }

  public Kit check(Supplier<Artefact> file) {
    return add(file, Artefact.Use.CHECK);
  }

  /// Left out where nothing could be made to apply.
  public Kit undo(Supplier<Artefact> file) {
    boolean applied = artefacts.stream().anyMatch(made -> made.purpose() == Artefact.Use.APPLY);
    return applied ? add(file, Artefact.Use.UNDO) : this;
  }

  private Kit add(Supplier<Artefact> file, Artefact.Use use) {
    try {
      artefacts.add(file.get().as(use));
    } catch (Withheld refused) {
      var why = "A file is left out: " + refused.getMessage();
      if (!withheld.contains(why)) withheld.add(why);
    }
    return this;
  }

  public List<Artefact> artefacts() {
    return List.copyOf(artefacts);
  }

  /// Why files are missing, one sentence each.
  public List<String> withheld() {
    return List.copyOf(withheld);
  }
}
