package apex.launcher.sample;

/// One feature of the imagined product and how it calls its model. Token counts are those of a
/// plausible product, nobody's in particular.
enum Workload {
  SUPPORT(
      "support-chat", "anthropic", "claude-sonnet-4-5", 340, 6, span(60, 420), span(120, 520), 9),
  ASSIST("code-assist", "openai", "gpt-4o", 220, 4, span(250, 1_400), span(40, 420), 5),
  TAGS("ticket-tags", "openai", "gpt-4o", 200, 0, span(180, 620), span(2, 12), 1),
  DIGEST("nightly-digest", "openai", "gpt-4o-mini", 90, 0, span(3_000, 9_000), span(180, 420), 1),
  REPORT(
      "weekly-report", "google", "gemini-2.5-pro", 60, 0, span(2_000, 12_000), span(500, 1_300), 1),
  SEARCH(
      "search-answers", "anthropic", "claude-haiku-4-5", 85, 0, span(900, 3_200), span(80, 260), 1),
  /// A model that no price list knows: totals have to say so.
  TRIAL("in-house-trial", "self-hosted", "in-house-7b", 5, 0, span(200, 900), span(50, 300), 1);

  /// How many of a thousand calls belong to all workloads together.
  static final int SHARES = 1_000;

  /// Whole numbers from `least` to `most`.
  record Span(int least, int most) {}

  final String route;
  final String provider;
  final String model;
  final int share;
  final int fixedBlocks;
  final Span message;
  final Span answer;
  final int turnsMost;

  Workload(
      String route,
      String provider,
      String model,
      int share,
      int fixedBlocks,
      Span message,
      Span answer,
      int turnsMost) {
    this.route = route;
    this.provider = provider;
    this.model = model;
    this.share = share;
    this.fixedBlocks = fixedBlocks;
    this.message = message;
    this.answer = answer;
    this.turnsMost = turnsMost;
  }

  boolean conversation() {
    return turnsMost > 1;
  }

  private static Span span(int least, int most) {
    return new Span(least, most);
  }
}
