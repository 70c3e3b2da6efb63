package apex.kernel.environment;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// Where the house runs. Parsed strictly: nothing is guessed from host names.
public enum Stage {
  DEVELOPMENT,
  STAGING,
  PRODUCTION;

  public static final Setting<Stage> SETTING =
      Setting.of(
          "APEX_STAGE",
          "where the house runs: development, staging or production",
          "development",
          Stage::parse);

  public static Stage parse(String text) {
    return Arrays.stream(values())
        .filter(stage -> stage.label().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("must be one of " + labels()));
  }

  /// As written in settings and shown to people: `development`, `staging`, `production`.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static String labels() {
    return Arrays.stream(values()).map(Stage::label).collect(Collectors.joining(", "));
  }
}
