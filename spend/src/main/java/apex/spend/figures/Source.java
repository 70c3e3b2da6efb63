package apex.spend.figures;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// How a figure was asked for.
///
/// @param template id and version, such as `spend_by_model@1`
/// @param parameters as bound, in order; plain values
public record Source(
    String template, Map<String, Object> parameters, long rowsRead, InputSet inputSet) {
  public Source {
    if (!template.matches("[a-z0-9_]+@[0-9]+"))
      throw new IllegalArgumentException(
          "a template is named like spend_by_model@1, was " + template);
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }
}
