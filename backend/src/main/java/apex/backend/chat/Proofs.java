package apex.backend.chat;

import apex.backend.agents.Team;
import apex.backend.agents.reporting.Result;
import apex.backend.agents.step.RunContext;
import apex.backend.agents.triage.Intent;
import apex.backend.agents.triage.Sufficiency;
import apex.backend.agents.triage.Timing;
import apex.backend.agents.triage.Triaged;
import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import apex.kernel.identity.WorkspaceId;
import apex.kernel.run.RunId;
import apex.spend.figures.Period;
import apex.spend.figures.Slice;
import apex.spend.price.Usd;
import apex.spend.proof.Evidence;
import apex.spend.proof.Proof;
import apex.stores.postgres.RemovalRecord;
import apex.stores.postgres.RemovalStore;
import apex.stores.postgres.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What backs the numbers of an answer, and whether they come out again. Like all of the chat it
/// knows the caller's own runs only.
public final class Proofs {
  private static final int RECEIPTS_MOST = 1_000;

  private final Chat chat;
  private final Team team;
  private final RemovalStore removals;

  /// @param removals what was removed for good, so that a number that is gone can say why
  public Proofs(Chat chat, Team team, RemovalStore removals) {
    this.chat = chat;
    this.team = team;
    this.removals = removals;
  }

  /// The evidence `id` as it was answered; NOT_FOUND where the run has no answer or no such
  /// evidence.
  public Evidence find(Identity identity, RunId run, String id) {
    return answer(identity, chat.find(identity, run)).held(run, id);
  }

  /// Reads the same calls at the run's `as_of` again and computes the figure anew.
  public Proof recompute(Identity identity, RunId run, String id) {
    var record = chat.find(identity, run);
    var answer = answer(identity, record);
    var was = answer.held(run, id);
    var now =
        team.evidence(context(identity, record, answer), answer.asked(record), answer.pricing());
    var proof =
        Optional.ofNullable(now.get(id))
            .map(found -> Proof.compare(was, asKept(found)))
            .orElseGet(() -> gone(was));
    return explained(proof, identity.workspace().id(), record, answer.period());
  }

  /// What retention and erasure removed since then, by receipt.
  private Proof explained(Proof proof, WorkspaceId workspace, RunRecord run, Period period) {
    if (!(proof instanceof Proof.Differs(var was, var is, var because))) return proof;
    var reasons = new ArrayList<>(because);
    for (var receipt : removals.list(workspace, RECEIPTS_MOST))
      if (receipt.calls() > 0
          && receipt.at().isAfter(run.accepted())
          && receipt.before().map(period.from()::isBefore).orElse(true))
        reasons.add(words(receipt));
    return new Proof.Differs(was, is, reasons);
  }

  private static String words(RemovalRecord receipt) {
    return "removed: %s took %d calls of %s USD for good on %s, receipt %s"
        .formatted(
            receipt
                .before()
                .map(before -> "retention (before %s)".formatted(before))
                .orElse("the erasure of a person"),
            receipt.calls(),
            Usd.text(receipt.costUsd()),
            receipt.at().toString().substring(0, 10),
            receipt.id());
  }

  private static Proof gone(Evidence was) {
    return new Proof.Differs(
        was.value(), Optional.empty(), List.of("rows: was %d, is 0".formatted(was.rowsRead())));
  }

  /// As it would be read again, so that both sides were written once.
  private static Evidence asKept(Evidence computed) {
    return Json.read(Json.write(computed), Evidence.class);
  }

  private static RunContext context(Identity identity, RunRecord run, Answer answer) {
    return new RunContext(
        run.id(),
        run.thread(),
        run.user(),
        identity.workspace(),
        answer.period().zone(),
        run.asOf().orElseThrow(() -> unanswered(run.id())),
        run.accepted());
  }

  /// What the run's last event carries.
  private Answer answer(Identity identity, RunRecord run) {
    return chat.result(identity, run)
        .map(result -> Json.read(result, Answer.class))
        .orElseThrow(() -> unanswered(run.id()));
  }

  private static ApexException unanswered(RunId run) {
    return new ApexException(
        ErrorCode.NOT_FOUND, "the run %s has no answer with evidence".formatted(run));
  }

  /// The part of a result that a proof needs.
  private record Answer(
      Period period,
      String intent,
      Optional<String> periodOrigin,
      Result.Scope scope,
      Map<String, Evidence> evidence) {
    Evidence held(RunId run, String id) {
      return Optional.ofNullable(evidence.get(id))
          .orElseThrow(() ->
              new ApexException(
                  ErrorCode.NOT_FOUND,
                  "the answer of the run %s has no evidence %s".formatted(run, id)));
    }

    /// The set of costs that was counted: every figure of one answer counts the same.
    int pricing() {
      return evidence.values().stream()
          .map(held -> held.parameters().get("pricing"))
          .flatMap(set -> set instanceof Number number ? Stream.of(number.intValue()) : Stream.of())
          .findFirst()
          .orElse(0);
    }

    /// The question as triage read it then.
    Triaged asked(RunRecord run) {
      return new Triaged(
          run.question(),
          Intent.valueOf(intent.toUpperCase(Locale.ROOT)),
          new Slice(period, scope.providers(), scope.models(), scope.routes()),
          periodOrigin.map(Timing.Origin::of).orElse(Timing.Origin.ASKED),
          List.of(),
          Sufficiency.ENOUGH,
          List.of());
    }
  }
}
