package apex.spend.analysis;

import java.util.List;

/// What an analysis came to.
public sealed interface Outcome {
  /// Possibly nothing: the data suffice and there is nothing to say.
  record Found(List<Proposal> proposals) implements Outcome {
    public Found {
      proposals = List.copyOf(proposals);
    }
  }

  /// The data do not suffice.
  ///
  /// @param send what to send so that it can answer
  record Refused(String why, String send) implements Outcome {}
}
