package apex.backend.chat;

import apex.backend.report.Answered;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import apex.kernel.run.RunId;
import apex.stores.postgres.RunRecord;

/// The answers of the caller's own runs, to read again.
public final class Answers {
  private final Chat chat;

  public Answers(Chat chat) {
    this.chat = chat;
  }

  /// NOT_FOUND for a run that is not the caller's; CONFLICT while it has no answer yet, or ended
  /// without one.
  public Answered find(Identity identity, RunId id) {
    var run = chat.find(identity, id);
    var ended = run.ended().orElseThrow(() -> unfinished(run));
    return chat.result(identity, run)
        .map(result -> new Answered(id, run.question(), ended, result))
        .orElseThrow(() -> withoutAnswer(run));
  }

  private static ApexException unfinished(RunRecord run) {
    return new ApexException(
        ErrorCode.CONFLICT,
        "the run %s has not ended: it is %s".formatted(run.id(), run.status().label()),
        "Wait until GET /api/runs/%s says that it is completed.".formatted(run.id()));
  }

  private static ApexException withoutAnswer(RunRecord run) {
    return new ApexException(
        ErrorCode.CONFLICT,
        "the run %s has no answer: it is %s".formatted(run.id(), run.status().label()),
        "Ask the question again.");
  }
}
