package apex.launcher.sample;

/// A habit that costs money for nothing. The sample has them all; what one is worth is the cost of
/// the sample less the cost of the same sample made without it.
public enum Waste {
  /// The support chat sends its long fixed prompt and the whole history uncached every time.
  UNCACHED_CONVERSATIONS(Workload.SUPPORT),
  /// One report in twelve runs on and on.
  UNCAPPED_REPORTS(Workload.REPORT),
  /// Tags of a few words come from a large model.
  LARGE_MODEL_FOR_TAGS(Workload.TAGS),
  /// A failed answer is paid for and asked again at once.
  BLIND_RETRIES(Workload.SUPPORT),
  /// Three questions in ten were asked, and answered, a few minutes before.
  REPEATED_QUESTIONS(Workload.FAQ),
  /// The nightly digest is sent call by call, though nobody waits for it.
  DIGEST_NOT_IN_BATCH(Workload.DIGEST),
  /// Half of the catalogue's texts are embedded again.
  EMBEDDED_AGAIN(Workload.CATALOGUE),
  /// The agent asks the same three times more when it is stuck.
  STUCK_AGENT(Workload.AGENT),
  /// One draft in eight is thrown away while it is being written.
  ABANDONED_DRAFTS(Workload.DRAFT),
  /// Tests call the paid model.
  TESTS_ON_PAID_MODEL(Workload.TESTS),
  /// A forgotten job goes on calling with prompts that have been refused for weeks.
  FORGOTTEN_JOB(Workload.SYNC),
  /// Searches carry two thousand tokens more since the nineteenth day.
  LONGER_SEARCH_PROMPTS(Workload.SEARCH),
  /// The agent sends its whole history for ever.
  UNCOMPACTED_HISTORY(Workload.AGENT),
  /// Contracts a little above the size from which every token costs more.
  CONTRACTS_ABOVE_THE_STEP(Workload.CONTRACTS),
  /// The planner thinks hard about easy plans.
  HARD_THINKING(Workload.PLANNER),
  /// Translations run on the dearer of two providers of one model.
  DEAR_PROVIDER(Workload.TRANSLATE),
  /// The classification job runs in the provider's dear hours.
  DEAR_HOURS(Workload.CLASSIFY),
  /// Minutes come from a model that its maker has replaced at a third of the price.
  SUPERSEDED_MINUTES(Workload.MINUTES),
  /// On the twenty-fifth day a webhook was delivered again and again for four hours.
  WEBHOOK_STORM(Workload.HOOKS);

  private final Workload workload;

  Waste(Workload workload) {
    this.workload = workload;
  }

  /// The one route whose calls it changes.
  public String route() {
    return workload.route;
  }
}
