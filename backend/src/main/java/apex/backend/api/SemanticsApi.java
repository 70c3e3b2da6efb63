package apex.backend.api;

import apex.backend.prices.WorkspaceBooks;
import apex.edge.http.Request;
import apex.edge.http.Response;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Permission;
import apex.kernel.identity.WorkspaceId;
import apex.spend.figures.TokenSums;
import apex.spend.price.Cost;
import apex.spend.price.PriceBook;
import apex.spend.price.Usd;
import apex.spend.usage.EmitterGroup;
import apex.spend.usage.Inclusion;
import apex.spend.usage.TokenSemantics;
import apex.spend.usage.Votes;
import apex.stores.clickhouse.SemanticsQuery;
import apex.stores.clickhouse.UsageQuery;
import apex.stores.postgres.SemanticsOverrides;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// `/api/semantics`: what each emitter's numbers mean, by which votes, what that is worth, and the
/// owner's word over it. A changed word counts for calls that come; for those that are here, order
/// a repricing.
final class SemanticsApi {
  private static final int REASON_CHARS_MAX = 500;

  private final SemanticsQuery semantics;
  private final SemanticsOverrides words;
  private final WorkspaceBooks books;
  private final UsageQuery usage;
  private final Function<Request, Identity> callers;

  SemanticsApi(
      SemanticsQuery semantics,
      SemanticsOverrides words,
      WorkspaceBooks books,
      UsageQuery usage,
      Function<Request, Identity> callers) {
    this.semantics = semantics;
    this.words = words;
    this.books = books;
    this.usage = usage;
    this.callers = callers;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
                "/api/semantics",
                Endpoint.Access.TOKEN,
                "What each emitter's token counts mean: verdict, votes and effect in dollars",
                this::list)
            .answers(200, Listed.class),
        Endpoint.put(
                "/api/semantics/{group}",
                Endpoint.Access.TOKEN,
                "Say what an emitter's token counts mean; owners only",
                this::put)
            .sent(Said.class)
            .answers(200, Group.class),
        Endpoint.delete(
            "/api/semantics/{group}",
            Endpoint.Access.TOKEN,
            "Leave the word to the votes again; owners only",
            this::clear));
  }

  private Response list(Request request) {
    var caller = callers.apply(request);
    caller.require(Permission.READ);
    return Response.json(new Listed(groups(caller.workspace().id())));
  }

  private Response put(Request request) throws IOException {
    var owner = callers.apply(request);
    owner.require(Permission.ADMINISTER);
    var workspace = owner.workspace().id();
    var group = group(workspace, request.parameter("group"));
    var said = request.json(Said.class);
    PriceShapes.demand(!said.reason.isBlank(), "reason must be given");
    PriceShapes.demand(
        said.reason.length() <= REASON_CHARS_MAX,
        "reason must be at most %d characters".formatted(REASON_CHARS_MAX));
    var meaning =
        new TokenSemantics(
            inclusion("cache", said.cache),
            inclusion("reasoning", said.reasoning),
            TokenSemantics.DecidedBy.OWNER);
    words.put(workspace, owner.user(), group, meaning, said.reason.strip());
    books.changed(workspace);
    return Response.json(
        groups(workspace).stream()
            .filter(row -> row.id.equals(id(group)))
            .findFirst()
            .orElseThrow(SemanticsApi::unknown));
  }

  private Response clear(Request request) {
    var owner = callers.apply(request);
    owner.require(Permission.ADMINISTER);
    var workspace = owner.workspace().id();
    var group = group(workspace, request.parameter("group"));
    if (!words.clear(workspace, owner.user(), group)) throw unknown();
    books.changed(workspace);
    return Response.noContent();
  }

  private List<Group> groups(WorkspaceId workspace) {
    var asOf = usage.asOf();
    var book = books.of(workspace);
    var said = words.all(workspace);
    var worth = worth(workspace, asOf, book);
    return semantics.votes(workspace, asOf).entrySet().stream()
        .map(heard ->
            Group.of(
                heard.getKey(),
                heard.getValue(),
                Optional.ofNullable(said.get(heard.getKey())),
                worth.getOrDefault(heard.getKey(), Worth.NOTHING)))
        .toList();
  }

  /// What the parts cost when they are on top of their whole, beyond what they cost inside it: the
  /// input price of the cached tokens and the output price of the reasoning ones.
  private Map<EmitterGroup, Worth> worth(WorkspaceId workspace, long asOf, PriceBook book) {
    var grid = book.grid();
    var worth = new HashMap<EmitterGroup, Worth>();
    for (var sum : semantics.onTop(workspace, asOf, grid)) {
      var quote =
          book.price(sum.group().provider(), sum.model(), grid.instant(sum.cell()), sum.tier());
      long size = grid.size(sum.cell());
      worth.merge(
          sum.group(),
          new Worth(
              sum.ambiguous(),
              usd(Cost.of(quote, new TokenSums(0, sum.cached(), 0, 0, 0, 0, 0), size)),
              usd(Cost.of(quote, new TokenSums(0, 0, 0, 0, 0, sum.reasoning(), 0), size))),
          Worth::plus);
    }
    return worth;
  }

  private static BigDecimal usd(Cost cost) {
    return switch (cost) {
      case Cost.Priced priced -> priced.usd();
      case Cost.Ambiguous two -> two.low();
      case Cost.Unpriced unpriced -> unpriced.low();
    };
  }

  private record Worth(long ambiguous, BigDecimal cache, BigDecimal reasoning) {
    static final Worth NOTHING = new Worth(0, BigDecimal.ZERO, BigDecimal.ZERO);

    Worth plus(Worth other) {
      return new Worth(
          ambiguous + other.ambiguous, cache.add(other.cache), reasoning.add(other.reasoning));
    }
  }

  private EmitterGroup group(WorkspaceId workspace, String id) {
    return semantics.votes(workspace, usage.asOf()).keySet().stream()
        .filter(group -> id(group).equals(id))
        .findFirst()
        .orElseThrow(SemanticsApi::unknown);
  }

  /// Names a group in an address: its names may hold anything.
  static String id(EmitterGroup group) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var part : List.of(group.scope(), group.version(), group.provider())) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  private static Inclusion inclusion(String field, String word) {
    try {
      return Inclusion.of(word);
    } catch (IllegalArgumentException unknownWord) {
      throw PriceShapes.refusal(
          "%s must be inclusive, exclusive or ambiguous, was %s".formatted(field, word));
    }
  }

  private static ApexException unknown() {
    return new ApexException(ErrorCode.NOT_FOUND, "there is no such emitter here");
  }

  /// @param cache `inclusive`: the input holds the cached tokens; `exclusive`; or `ambiguous`
  /// @param reasoning the same of the reasoning tokens and the output
  record Said(String cache, String reasoning, String reason) {}

  record Listed(List<Group> groups) {}

  /// @param id for its address
  /// @param cache cached tokens in the input
  /// @param reasoning reasoning tokens in the output
  /// @param ambiguousCalls kept as an interval
  record Group(
      String id,
      String scope,
      String version,
      String provider,
      long calls,
      long ambiguousCalls,
      String verdict,
      String decidedBy,
      Part cache,
      Part reasoning,
      Optional<Word> word) {
    static Group of(
        EmitterGroup group,
        SemanticsQuery.Heard heard,
        Optional<SemanticsOverrides.Word> said,
        Worth worth) {
      var votes = heard.votes();
      var holds = said.map(SemanticsOverrides.Word::semantics).orElseGet(() -> asked(votes));
      return new Group(
          SemanticsApi.id(group),
          group.scope(),
          group.version(),
          group.provider(),
          heard.calls(),
          worth.ambiguous,
          holds.overall().word(),
          said.isPresent() ? "owner" : "votes",
          Part.of(holds.cache(), heard.votes().cache(), worth.cache),
          Part.of(holds.reasoning(), heard.votes().reasoning(), worth.reasoning),
          said.map(Word::of));
    }

    /// What no call tells is in no question: both readings of it are the same.
    private static TokenSemantics asked(Votes votes) {
      return new TokenSemantics(
          asked(votes.cache()), asked(votes.reasoning()), TokenSemantics.DecidedBy.VOTES);
    }

    private static Inclusion asked(Votes.Ballot ballot) {
      return ballot.equals(Votes.Ballot.NONE) ? Inclusion.INCLUSIVE : ballot.verdict();
    }
  }

  /// @param voted what the votes alone say
  /// @param onTopUsd how much dearer it is when the part is on top of its whole than inside it
  record Part(String verdict, String voted, String why, Votes.Ballot votes, String onTopUsd) {
    static Part of(Inclusion verdict, Votes.Ballot votes, BigDecimal onTop) {
      return new Part(verdict.word(), votes.verdict().word(), votes.why(), votes, Usd.text(onTop));
    }
  }

  record Word(String cache, String reasoning, String reason, Instant setAt) {
    static Word of(SemanticsOverrides.Word word) {
      return new Word(
          word.semantics().cache().word(),
          word.semantics().reasoning().word(),
          word.reason(),
          word.setAt());
    }
  }
}
