package apex.spend.price;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Undoes how hosts spell the models they serve. Names are in lower case.
final class HostForms {
  /// The book's id of the provider whose ids [#bedrock] knows.
  static final String BEDROCK = "aws";

  private static final Pattern PATH =
      Pattern.compile("^(?:.*/)?(?:models|deployments|engines)/([^/]+)$");
  private static final Pattern BEDROCK_ID =
      Pattern.compile(
          "^(?:bedrock/|converse/)*(?:arn:aws[^/]*/)?"
              + "((?:(?:us|eu|apac|jp|au|ca|us-gov|global)\\.)?"
              + "(?:ai21|amazon|anthropic|cohere|deepseek|google|meta|minimax|mistral|moonshot|nvidia|"
              + "openai|qwen|stability|writer)\\.[a-z0-9].*)$");
  private static final Pattern FINE_TUNED = Pattern.compile("^ft:([^:]+)(?::.*)?$");

  private HostForms() {}

  /// The spellings to try, the likeliest first; without the name itself.
  static List<String> of(String model) {
    var forms = new LinkedHashSet<String>();
    var path = PATH.matcher(model);
    var bare = path.matches() ? path.group(1) : model;
    forms.add(bare);
    if (bare.contains("@")) {
      forms.add(bare.replace('@', '-'));
      forms.add(bare.substring(0, bare.indexOf('@')));
    }
    if (bare.contains("gpt-35")) forms.add(bare.replace("gpt-35", "gpt-3.5"));
    forms.remove(model);
    return List.copyOf(forms);
  }

  /// The id as Bedrock knows it, out of an ARN or a gateway's prefix.
  static Optional<String> bedrock(String model) {
    var id = BEDROCK_ID.matcher(model);
    return id.matches() ? Optional.of(id.group(1)) : Optional.empty();
  }

  /// What was tuned.
  static Optional<String> fineTuned(String model) {
    var tuned = FINE_TUNED.matcher(model);
    return tuned.matches() ? Optional.of(tuned.group(1)) : Optional.empty();
  }
}
