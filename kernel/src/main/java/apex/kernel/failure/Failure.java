package apex.kernel.failure;

/// One failure in words that are the same wherever it is met: what kind it is, what was seen, and
/// what to do. [Taxonomy] makes them.
///
/// @param cause what was seen, one line
/// @param retry whether the same question may be answered later
/// @param remedy what the reader can do
public record Failure(Category category, String cause, boolean retry, String remedy) {
  private static final int CAUSE_CHARS_MAX = 300;

  public Failure {
    cause = oneLine(cause);
  }

  public static Failure of(Category category, String cause) {
    return new Failure(category, cause, category.retry(), category.remedy());
  }

  public Failure withRemedy(String better) {
    return new Failure(category, cause, retry, better);
  }

  public Failure withCause(String better) {
    return new Failure(category, better, retry, remedy);
  }

  public Failure withRetry(boolean again) {
    return new Failure(category, cause, again, remedy);
  }

  /// Whose move it is.
  public Blame blame() {
    return category.blame();
  }

  /// What a server sent may hold anything: it becomes one line without control characters.
  private static String oneLine(String text) {
    var plain = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return plain.length() <= CAUSE_CHARS_MAX ? plain : plain.substring(0, CAUSE_CHARS_MAX) + "…";
  }
}
