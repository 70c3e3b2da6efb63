package apex.backend.chat;

import apex.kernel.environment.Environment;
import apex.kernel.environment.Setting;
import java.time.Duration;
import java.util.List;

/// How much is answered at once, and how long a run may take.
///
/// @param runsAtOnce runs answered at the same time, 1 to 1000
/// @param runsQueuedMax runs that may wait for one of those places, 0 to 100000
/// @param deadline longest a run may take
/// @param lease how long an owner may be silent before another takes its run over
/// @param renewEvery how often an owner says that it is there, and looks for a request to stop
/// @param ownersMax how many owners may try a run before it is given up
/// @param stopPatience longest wait for running answers when the process stops
public record ChatConfig(
    int runsAtOnce,
    int runsQueuedMax,
    Duration deadline,
    Duration lease,
    Duration renewEvery,
    int ownersMax,
    Duration stopPatience) {
  private static final Setting<Integer> AT_ONCE =
      Setting.number("RUNS_AT_ONCE", "runs answered at the same time, 1 to 1000", 8);
  private static final Setting<Integer> QUEUED_MAX =
      Setting.number("RUNS_QUEUED_MAX", "runs that may wait for a place, 0 to 100000", 256);
  private static final Setting<Duration> DEADLINE =
      Setting.duration("RUN_DEADLINE", "longest a run may take, PT1S to PT1H", "PT60S");
  private static final Setting<Duration> LEASE =
      Setting.duration(
          "RUN_LEASE", "silence after which a run is taken over, PT1S to PT5M", "PT10S");
  private static final Setting<Duration> RENEW_EVERY =
      Setting.duration(
          "RUN_RENEW_EVERY", "how often an owner renews its lease, at most a third of it", "PT1S");
  private static final Setting<Integer> OWNERS_MAX =
      Setting.number("RUN_OWNERS_MAX", "owners that may try a run, 1 to 100", 5);
  private static final Setting<Duration> STOP_PATIENCE =
      Setting.duration("RUN_STOP_PATIENCE", "longest wait for running answers at stop", "PT5S");

  public ChatConfig {
    AT_ONCE.check(within(runsAtOnce, 1, 1000), "must be 1 to 1000", runsAtOnce);
    QUEUED_MAX.check(within(runsQueuedMax, 0, 100_000), "must be 0 to 100000", runsQueuedMax);
    DEADLINE.check(within(deadline.toSeconds(), 1, 3600), "must be PT1S to PT1H", deadline);
    LEASE.check(within(lease.toSeconds(), 1, 300), "must be PT1S to PT5M", lease);
    RENEW_EVERY.check(
        renewEvery.isPositive() && renewEvery.multipliedBy(3).compareTo(lease) <= 0,
        "must be at most a third of RUN_LEASE",
        renewEvery);
    OWNERS_MAX.check(within(ownersMax, 1, 100), "must be 1 to 100", ownersMax);
    STOP_PATIENCE.check(!stopPatience.isNegative(), "must not be negative", stopPatience);
  }

  public static ChatConfig from(Environment environment) {
    var values =
        environment.read(
            AT_ONCE, QUEUED_MAX, DEADLINE, LEASE, RENEW_EVERY, OWNERS_MAX, STOP_PATIENCE);
    return new ChatConfig(
        values.get(AT_ONCE),
        values.get(QUEUED_MAX),
        values.get(DEADLINE),
        values.get(LEASE),
        values.get(RENEW_EVERY),
        values.get(OWNERS_MAX),
        values.get(STOP_PATIENCE));
  }

  /// The limits that stand when nothing is set.
  public static ChatConfig standard() {
    return from(new Environment(java.util.Map.of()));
  }

  /// Every setting of the chat, for the generated documents.
  public static List<Setting<?>> settings() {
    return List.of(AT_ONCE, QUEUED_MAX, DEADLINE, LEASE, RENEW_EVERY, OWNERS_MAX, STOP_PATIENCE);
  }

  private static boolean within(long value, long least, long most) {
    return value >= least && value <= most;
  }
}
