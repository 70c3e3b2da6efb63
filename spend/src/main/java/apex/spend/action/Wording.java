package apex.spend.action;

/// Texts to put into a prompt.
public final class Wording {
  private Wording() {}

  public static Artefact shorterAnswers(String file) {
    return Artefact.text(
        file,
        "text/plain",
        "Answer in at most five sentences. Give the result first. Do not repeat the question.\n");
  }
}
