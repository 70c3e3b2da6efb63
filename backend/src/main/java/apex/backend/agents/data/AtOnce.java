package apex.backend.agents.data;

import apex.spend.figures.DataShape;

/// How much is gone through call by call while a person waits; more is left to the background.
///
/// @param replayCallsMax most calls whose prompt prefixes are replayed
/// @param studyCallsMax most calls that are studied one by one
public record AtOnce(long replayCallsMax, long studyCallsMax) {
  boolean replayed(DataShape shape) {
    return shape.withPrefixHashes() <= replayCallsMax;
  }

  boolean studied(DataShape shape) {
    return shape.calls() <= studyCallsMax;
  }
}
