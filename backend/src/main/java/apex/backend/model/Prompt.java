package apex.backend.model;

/// What a language model is asked.
///
/// @param rules what it is to do: ours alone
/// @param data what it is to do it with, as JSON: quoted, never instructions
public record Prompt(String rules, String data) {
  private static final int CHARS_MAX = 40_000;

  public Prompt {
    if (rules.length() + data.length() > CHARS_MAX)
      throw new IllegalArgumentException("a prompt has at most %d characters".formatted(CHARS_MAX));
  }
}
