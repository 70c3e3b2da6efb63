package apex.backend.agents.triage;

import java.util.Optional;

/// What a person asked, and what the question before it in the conversation was about.
public record Question(String text, Optional<Subject> before) {

  /// What a question was about: kept for the next one of the conversation.
  public record Subject(Period period, Filters filters) {}

  public static Question first(String text) {
    return new Question(text, Optional.empty());
  }
}
