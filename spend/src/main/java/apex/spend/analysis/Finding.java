package apex.spend.analysis;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Something worth knowing or changing, what it saves and how sure that is.
///
/// @param id within its answer, such as `f1`
/// @param kind of the analysis, such as `prompt_caching`
/// @param countsInTotal never for a [Confidence#HYPOTHESIS]
/// @param scope what it is about, such as `route` and `model`
/// @param evidence ids of its evidence, at least one
/// @param action id of the [Action] that belongs to it
/// @param details plain values in a stable order: numbers, texts, lists and maps of them
public record Finding(
    String id,
    String kind,
    String title,
    Confidence confidence,
    boolean countsInTotal,
    Map<String, String> scope,
    Saving saving,
    List<String> assumptions,
    List<String> caveats,
    List<String> wouldChangeIf,
    List<String> evidence,
    String action,
    Map<String, Object> details) {
  public Finding {
    if (!id.matches("f[0-9]+"))
      throw new IllegalArgumentException("findings are numbered like f1, was " + id);
    if (countsInTotal && confidence == Confidence.HYPOTHESIS)
      throw new IllegalArgumentException("a hypothesis never counts in a total: " + title);
    if (evidence.isEmpty())
      throw new IllegalArgumentException("a finding needs evidence: " + title);
    scope = Collections.unmodifiableMap(new LinkedHashMap<>(scope));
    assumptions = List.copyOf(assumptions);
    caveats = List.copyOf(caveats);
    wouldChangeIf = List.copyOf(wouldChangeIf);
    evidence = List.copyOf(evidence);
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }
}
