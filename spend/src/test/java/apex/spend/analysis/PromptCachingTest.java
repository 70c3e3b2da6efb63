package apex.spend.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import apex.spend.Books;
import apex.spend.Traces;
import apex.spend.count.Counted;
import apex.spend.price.Usd;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromptCachingTest {
  @Test
  void theMooncakeTraceSavesWhatItIsKnownToSave() {
    var calls = Traces.mooncake("anthropic", "claude-sonnet-4-5");
    assertThat(calls).hasSize(12_031);
    var study = new Study(Counted.of(calls, Books.SHIPPED), Books.SHIPPED);
    assertThat(Usd.prose(study.spend())).isEqualTo("$496.21");
    var finding = only(new PromptCaching().analyse(study)).finding();
    for (var policy : policies(finding))
      System.out.printf(
          "measured %s: %s of spend, %s USD%n",
          policy.get("name"), policy.get("saving_share"), policy.get("saving_usd"));
    policyIs(finding, "write_all_5m", 1.25, 0.1, 300, 0.052, false);
    policyIs(finding, "write_all_1h", 2, 0.1, 3600, -0.274, false);
    policyIs(finding, "automatic_10m", 1, 0.1, 600, 0.254, true);
    policyIs(finding, "write_reread_5m", 1.25, 0.1, 300, 0.177, true);
    policyIs(finding, "write_reread_1h", 2, 0.1, 3600, 0.130, true);
    assertThat(finding.saving().shareOfSpend()).isCloseTo(0.052, within(0.005));
    assertThat(finding.saving().p10Usd()).isEqualTo(finding.saving().p90Usd());
    assertThat(finding.details())
        .containsEntry("best_policy", "write_all_5m")
        .containsEntry("replayed_calls", 12_031L);
    assertThat(finding.confidence()).isEqualTo(Confidence.MODELLED);
    assertThat(finding.countsInTotal()).isTrue();
  }

  @Test
  void twelveThousandCallsReplayInWellUnderASecond() {
    var calls = Traces.mooncake("anthropic", "claude-sonnet-4-5");
    Counted.replay(calls, Books.SHIPPED);
    var threads = ManagementFactory.getThreadMXBean();
    var began = threads.getCurrentThreadCpuTime();
    var replay = Counted.replay(calls, Books.SHIPPED);
    var took = Duration.ofNanos(threads.getCurrentThreadCpuTime() - began);
    System.out.printf(
        "measured replay of %d calls under 5 policies: %d ms of CPU%n",
        calls.size(), took.toMillis());
    assertThat(replay.forgotten()).isZero();
    assertThat(took).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void whenEveryOfferedPolicyLosesTheSavingIsZeroAndTheLossIsShown() {
    var calls = Traces.mooncake("anthropic", "claude-sonnet-4-5").stream().limit(300).toList();
    var study = new Study(Counted.of(calls, Books.SHIPPED), Books.SHIPPED);
    var proposal = only(new PromptCaching().analyse(study));
    var finding = proposal.finding();
    assertThat(finding.saving().p50Usd()).isZero();
    assertThat(finding.countsInTotal()).isFalse();
    assertThat(finding.title()).startsWith("No cache policy that anthropic offers pays");
    assertThat(policies(finding))
        .anySatisfy(policy -> assertThat((double) policy.get("saving_share")).isNegative());
    assertThat(proposal.action().steps().getFirst()).startsWith("Leave caching as it is");
  }

  @Test
  void onOpenAiTheAutomaticCacheIsRealAndReadsAtTheBooksPrice() {
    var study =
        new Study(Counted.of(Traces.mooncake("openai", "gpt-4o"), Books.SHIPPED), Books.SHIPPED);
    var finding = only(new PromptCaching().analyse(study)).finding();
    var automatic =
        policies(finding).stream()
            .filter(p -> p.get("name").equals("automatic_10m"))
            .findFirst()
            .orElseThrow();
    assertThat(automatic)
        .containsEntry("hypothetical", false)
        .containsEntry("read_multiplier", 0.5);
    assertThat(finding.details()).containsEntry("best_policy", "automatic_10m");
  }

  @Test
  void withoutHashesItSaysWhatToSend() {
    var study = new Study(Counted.of(Traces.azureConversation(), Books.SHIPPED), Books.SHIPPED);
    assertThat(new PromptCaching().analyse(study))
        .isInstanceOfSatisfying(
            Outcome.Refused.class, refused -> assertThat(refused.send()).contains("prefix_hashes"));
  }

  private static Proposal only(Outcome outcome) {
    return ((Outcome.Found) outcome).proposals().getFirst();
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> policies(Finding finding) {
    return (List<Map<String, Object>>) finding.details().get("policies");
  }

  private static void policyIs(
      Finding finding,
      String name,
      double write,
      double read,
      long ttl,
      double share,
      boolean hypothetical) {
    var policy =
        policies(finding).stream()
            .filter(p -> p.get("name").equals(name))
            .findFirst()
            .orElseThrow();
    assertThat(policy)
        .containsEntry("write_multiplier", write)
        .containsEntry("read_multiplier", read)
        .containsEntry("ttl_s", ttl)
        .containsEntry("min_prefix_tokens", 1024)
        .containsEntry("hypothetical", hypothetical);
    assertThat((double) policy.get("saving_share")).isCloseTo(share, within(0.005));
  }
}
