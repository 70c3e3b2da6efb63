package apex.backend.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a report can be written as.
public enum ReportForm {
  MARKDOWN("text/markdown", "md"),
  HTML("text/html", "html"),
  CSV("text/csv", "csv"),
  JSON("application/json", "json");

  private final String mediaType;
  private final String ending;

  ReportForm(String mediaType, String ending) {
    this.mediaType = mediaType;
    this.ending = ending;
  }

  /// Without parameters.
  public String mediaType() {
    return mediaType;
  }

  /// Of a file's name, without the dot.
  public String ending() {
    return ending;
  }

  /// As a request names it: `html`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static ReportForm parse(String word) {
    return Arrays.stream(values())
        .filter(form -> form.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("must be one of " + words()));
  }

  /// All of them, for a person.
  public static String words() {
    return Arrays.stream(values()).map(ReportForm::word).collect(Collectors.joining(", "));
  }
}
