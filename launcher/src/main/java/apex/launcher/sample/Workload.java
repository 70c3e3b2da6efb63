package apex.launcher.sample;

/// One feature of the imagined product and how it calls its model. Token counts are those of a
/// plausible product, nobody's in particular.
enum Workload {
  SUPPORT(
      "support-chat", "anthropic", "claude-sonnet-4-5", 230, 6, span(60, 420), span(120, 520), 9),
  ASSIST("code-assist", "openai", "gpt-4o", 180, 4, span(250, 1_400), span(40, 420), 5),
  TAGS("ticket-tags", "openai", "gpt-4o", 120, 0, span(180, 620), span(2, 12), 1),
  DIGEST("nightly-digest", "openai", "gpt-4o-mini", 80, 0, span(3_000, 9_000), span(180, 420), 1),
  REPORT(
      "weekly-report", "google", "gemini-2.5-pro", 50, 0, span(2_000, 12_000), span(500, 1_300), 1),
  SEARCH(
      "search-answers", "anthropic", "claude-haiku-4-5", 85, 0, span(900, 3_200), span(80, 260), 1),
  FAQ("faq-answers", "openai", "gpt-4.1", 60, 0, span(1_200, 2_400), span(150, 420), 1),
  CATALOGUE(
      "catalogue-vectors",
      "openai",
      "text-embedding-3-large",
      50,
      0,
      span(4_000, 8_000),
      span(0, 0),
      1),
  AGENT(
      "research-agent",
      "anthropic",
      "claude-sonnet-4-5",
      25,
      0,
      span(500, 1_100),
      span(150, 500),
      24),
  DRAFT("draft-stream", "openai", "gpt-4.1", 25, 0, span(600, 1_800), span(400, 900), 1),
  TESTS("answer-tests", "openai", "gpt-4o", 20, 0, span(800, 2_000), span(100, 300), 1),
  SYNC("legacy-sync", "openai", "gpt-4.1", 15, 0, span(2_000, 4_000), span(60, 160), 1),
  CONTRACTS(
      "contract-review",
      "google",
      "gemini-2.5-pro",
      2,
      0,
      span(150_000, 198_000),
      span(400, 900),
      1),
  PLANNER("planner", "openai", "o3", 12, 0, span(600, 1_500), span(150, 350), 1),
  TRANSLATE(
      "translations",
      "huggingface_together",
      "meta-llama/Llama-3.3-70B-Instruct",
      20,
      0,
      span(2_000, 6_000),
      span(900, 2_400),
      1),
  CLASSIFY(
      "bulk-classify", "deepseek", "deepseek-chat", 14, 0, span(9_000, 16_000), span(300, 700), 1),
  MINUTES(
      "meeting-minutes",
      "anthropic",
      "claude-opus-4-1",
      4,
      0,
      span(3_000, 8_000),
      span(300, 700),
      1),
  HOOKS("webhook-triage", "openai", "gpt-4.1-mini", 6, 0, span(1_500, 3_000), span(50, 150), 1),
  /// A model that no price list knows: totals have to say so.
  TRIAL("in-house-trial", "self-hosted", "in-house-7b", 2, 0, span(200, 900), span(50, 300), 1);

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

  /// Tells the hashes of its prompts' blocks, block by block.
  boolean hashed() {
    return this == SUPPORT || this == ASSIST;
  }

  /// Runs on a schedule, for no person.
  boolean scheduled() {
    return switch (this) {
      case DIGEST, CATALOGUE, TESTS, SYNC, CLASSIFY, HOOKS -> true;
      default -> false;
    };
  }

  private static Span span(int least, int most) {
    return new Span(least, most);
  }
}
