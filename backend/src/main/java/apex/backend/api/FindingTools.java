package apex.backend.api;

import apex.backend.chat.Chat;
import apex.edge.json.Json;
import apex.edge.mcp.Argument;
import apex.edge.mcp.Argument.Rule;
import apex.edge.mcp.Arguments;
import apex.edge.mcp.Tool;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Permission;
import apex.kernel.run.RunId;
import apex.spend.analysis.Analyses;
import apex.spend.analysis.Analysis;
import apex.spend.analysis.Confidence;
import apex.spend.analysis.Finding;
import apex.spend.figures.Period;
import apex.spend.proof.Evidence;
import apex.stores.postgres.RunRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What an answer found and what its numbers rest on, as tools.
final class FindingTools {
  static final Rule RUN =
      new Rule.Form(
          "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
          "4be0643f-1d98-573b-97cd-ca98a65347dd");
  private static final int PAGE_MOST = 50;
  private static final int PAGE_USUAL = 10;
  private static final int OFFSET_MOST = 1_000;

  private final Chat chat;
  private final EvidenceApi evidence;

  FindingTools(Chat chat, EvidenceApi evidence) {
    this.chat = chat;
    this.evidence = evidence;
  }

  List<Tool> tools() {
    return List.of(findings(), evidence());
  }

  private Tool findings() {
    return new Tool(
        "findings",
        "What could be changed",
        """
        What one of your answers found, a page at a time: each finding with its kind, how sure it is \
        (MEASURED is already spent on provable waste, MODELLED the same tokens at another list \
        price, ESTIMATED assumes behaviour, HYPOTHESIS needs an experiment and is in no total), what \
        it saves (p10, p50, p90 in US dollars; savings overlap, so never add them up: the answer's \
        joint_saving is their sum), its assumptions, caveats and what would change it. Without run_id \
        it is your latest finished answer; ask one with the tool ask. Look up a finding's evidence \
        with the tool evidence as RUN.ID, such as the run_id, a dot and e3.\
        """,
        List.of(
            Argument.optional("run_id", "Of the answer; your latest one when left out.", RUN),
            Argument.optional(
                "kind",
                "Only findings of this analysis.",
                new Rule.Word(Analyses.all().stream().map(Analysis::kind).toList())),
            Argument.optional(
                "confidence",
                "Only findings that are this sure.",
                new Rule.Word(Arrays.stream(Confidence.values()).map(Enum::name).toList())),
            Argument.optional(
                "limit", "Most findings to give.", new Rule.Whole(1, PAGE_MOST, PAGE_USUAL)),
            Argument.optional(
                "offset",
                "How many to pass over: next_offset of the page before.",
                new Rule.Whole(0, OFFSET_MOST, 0))),
        Shapes.of(Page.class),
        Tool.Effect.READS,
        this::found);
  }

  /// @param matching how many findings the answer has that were asked for
  /// @param nextOffset where the next page begins; null on the last one
  record Page(
      RunId runId,
      String question,
      boolean sample,
      Period period,
      long asOf,
      int matching,
      List<Finding> findings,
      Optional<Integer> nextOffset) {}

  /// The part of a result that a page needs.
  private record Answered(boolean sample, Period period, long asOf, List<Finding> findings) {}

  private Tool.Answer found(Identity caller, Arguments arguments) {
    caller.require(Permission.READ);
    var run = run(caller, arguments);
    var result = Json.read(result(caller, run), Answered.class);
    var matching = result.findings.stream().filter(finding -> asked(finding, arguments)).toList();
    int from = Math.min(arguments.whole("offset"), matching.size());
    int to = Math.min(from + arguments.whole("limit"), matching.size());
    return Tool.Answer.of(
        new Page(
            run.id(),
            run.question(),
            result.sample,
            result.period,
            result.asOf,
            matching.size(),
            matching.subList(from, to),
            to < matching.size() ? Optional.of(to) : Optional.empty()));
  }

  private RunRecord run(Identity caller, Arguments arguments) {
    return arguments
        .text("run_id", RunId::parse)
        .map(id -> chat.find(caller, id))
        .or(() -> chat.latestAnswered(caller))
        .orElseThrow(() ->
            new ApexException(
                ErrorCode.NOT_FOUND,
                "you have no finished answer in this workspace",
                "Call ask with a question first."));
  }

  private JsonNode result(Identity caller, RunRecord run) {
    return chat.result(caller, run)
        .orElseThrow(() ->
            new ApexException(
                ErrorCode.NOT_FOUND, "the run %s has no answer with findings".formatted(run.id())));
  }

  private static boolean asked(Finding finding, Arguments arguments) {
    return arguments.text("kind").map(finding.kind()::equals).orElse(true)
        && arguments.text("confidence").map(finding.confidence().name()::equals).orElse(true);
  }

  private Tool evidence() {
    return new Tool(
        "evidence",
        "Where a number comes from",
        """
        What one number of one of your answers rests on: the query template with its parameters, the \
        rows read and their hash, the price book, the formula and its intermediate sums. With \
        recompute it is computed again from the same rows and prices: it holds to the cent, or \
        `recomputed.because` says which input changed.\
        """,
        List.of(
            Argument.required(
                "id",
                "A run's id, a dot and the evidence's id within the answer.",
                new Rule.Form(
                    "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\.e[0-9]{1,9}",
                    "4be0643f-1d98-573b-97cd-ca98a65347dd.e3")),
            Argument.optional("recompute", "Whether to compute it again.", new Rule.Flag())),
        Shapes.of(Backed.class),
        Tool.Effect.READS,
        this::backed);
  }

  /// @param recomputed null unless it was asked for
  record Backed(
      String id, RunId runId, Evidence evidence, Optional<EvidenceApi.Recomputed> recomputed) {}

  private Tool.Answer backed(Identity caller, Arguments arguments) {
    caller.require(Permission.READ);
    var address = arguments.text("id", EvidenceApi.Address::parse).orElseThrow();
    var filed = evidence.filed(caller, address);
    var again =
        arguments.flag("recompute")
            ? Optional.of(evidence.recomputed(caller, address))
            : Optional.<EvidenceApi.Recomputed>empty();
    return Tool.Answer.of(new Backed(filed.id(), filed.runId(), filed.evidence(), again));
  }
}
