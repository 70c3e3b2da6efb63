package apex.stores.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import apex.spend.figures.DataShape;
import apex.spend.figures.Dimension;
import apex.spend.figures.Lengths;
import apex.spend.figures.Period;
import apex.spend.figures.PrefixCall;
import apex.spend.figures.PriceGrid;
import apex.spend.figures.Slice;
import apex.spend.figures.SpendBy;
import apex.spend.price.Cost;
import apex.spend.price.WhyUnpriced;
import apex.spend.usage.Call;
import apex.spend.usage.Tokens;
import apex.stores.postgres.Fresh;
import apex.stores.postgres.ImportId;
import apex.stores.postgres.UserHashKey;
import apex.stores.postgres.WorkspaceSettings;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UsageStoreTest {
  private static final FreshLedger LEDGER = new FreshLedger();
  private static final Instant START = Instant.parse("2026-01-31T22:00:00Z");

  private final WorkspaceId workspace = WorkspaceId.random();
  private final UserHashKey users =
      new WorkspaceSettings(Fresh.backend())
          .seen(new Workspace(workspace, false), ZoneOffset.UTC)
          .users();
  private final Slice all = slice(ZoneOffset.UTC);

  @Test
  void totalsAreTheSumsOfWhatWasKept() {
    append(calls(100));
    var total = reading().total().value();
    assertThat(total.tokens().calls()).isEqualTo(100);
    assertThat(total.tokens().input()).isEqualTo(IntStream.range(0, 100).map(i -> 1000 + i).sum());
    assertThat(total.tokens().cacheRead()).isEqualTo(1000);
    assertThat(total.cost()).isEqualByComparingTo("0.1");
  }

  @Test
  void theSameFileAgainAddsNothing() {
    assertThat(append(calls(50))).isEqualTo(new Appended(50, 0, 0));
    var once = reading().total().value();
    assertThat(append(calls(50))).isEqualTo(new Appended(0, 50, 0));
    assertThat(reading().total().value()).isEqualTo(once);
  }

  @Test
  void equalLinesOfOneFileAllCount() {
    var twice = List.of(call(1), call(1), call(2));
    assertThat(append(twice)).isEqualTo(new Appended(3, 0, 0));
    assertThat(append(twice)).isEqualTo(new Appended(0, 3, 0));
    assertThat(reading().total().value().tokens().calls()).isEqualTo(3);
  }

  @Test
  void aDuplicateWithAnotherContentIsConflictingAndChangesNothing() {
    var id = new CallIdentity.Response("openai", "r1");
    assertThat(append(new PricedCall(id, call(1), cost("0.5")))).isEqualTo(new Appended(1, 0, 0));
    assertThat(append(new PricedCall(id, call(2), cost("0.7")))).isEqualTo(new Appended(0, 1, 1));
    assertThat(append(new PricedCall(id, call(1), cost("0.5")))).isEqualTo(new Appended(0, 1, 0));
    assertThat(reading().total().value().cost()).isEqualByComparingTo("0.5");
  }

  @Test
  void aSpanIsKnownAgainByItsIdsAloneAlsoWithinOneBatch() {
    var span = new CallIdentity.Span("t", "s");
    var batch =
        List.of(new PricedCall(span, call(1), cost("1")), new PricedCall(span, call(1), cost("1")));
    assertThat(LEDGER.store.append(batch(ImportId.random(), batch)))
        .isEqualTo(new Appended(1, 1, 0));
  }

  @Test
  void anUndoneImportCountsNoMoreAndCanComeAgain() {
    append(calls(10));
    var before = reading().total().value();
    var mistake = ImportId.random();
    append(mistake, calls(30));
    assertThat(LEDGER.store.undo(workspace, mistake)).isEqualTo(20);
    assertThat(reading().total().value()).isEqualTo(before);
    assertThat(LEDGER.store.undo(workspace, mistake)).isZero();
    assertThat(append(calls(30))).isEqualTo(new Appended(20, 10, 0));
    assertThat(reading().total().value().tokens().calls()).isEqualTo(30);
    assertThat(prefixCalls()).hasSize(30);
  }

  @Test
  void whatWasReadAtOneAsOfStaysSoForEver() {
    append(calls(20));
    var asOf = LEDGER.query.asOf();
    var total = reading(asOf).total();
    var mistake = ImportId.random();
    append(mistake, calls(40));
    LEDGER.store.undo(workspace, mistake);
    append(calls(60));
    assertThat(reading(asOf).total()).isEqualTo(total);
    LEDGER.merge();
    assertThat(reading(asOf).total()).isEqualTo(total);
    assertThat(reading().total().value().tokens().calls()).isEqualTo(60);
  }

  @Test
  void mergesChangeNoAnswer() {
    for (int i = 0; i < 5; i++) append(calls(20 * (i + 1)));
    var before = everything();
    LEDGER.merge();
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void anotherWorkspaceSeesNothing() {
    append(calls(5));
    var stranger = LEDGER.query.at(WorkspaceId.random(), all, LEDGER.query.asOf());
    assertThat(stranger.total().value().tokens().calls()).isZero();
    assertThat(stranger.shape().value().calls()).isZero();
    assertThat(stranger.inputSet().rows()).isZero();
  }

  @Test
  void spendIsGroupedAndDaysBeginInTheBillingZone() {
    append(calls(10)); // one call an hour from 22:00 UTC
    assertThat(by(all, Dimension.MODEL)).containsExactlyInAnyOrder("gpt-4o", "gpt-4o-mini");
    assertThat(by(all, Dimension.DAY)).containsExactly("2026-01-31", "2026-02-01");
    assertThat(by(slice(ZoneId.of("Asia/Tokyo")), Dimension.DAY)).containsExactly("2026-02-01");
    assertThat(by(slice(ZoneOffset.ofHoursMinutes(1, 30)), Dimension.DAY))
        .containsExactly("2026-01-31", "2026-02-01");
    assertThat(by(slice(ZoneOffset.ofHoursMinutes(2, 30)), Dimension.DAY))
        .containsExactly("2026-02-01");
  }

  @Test
  void aSliceHoldsOnlyTheNamedOnes() {
    append(calls(10));
    var odd = "it's a \"route\"\\ with\ttabs, 'quotes' and [brackets]";
    append(List.of(call(99, "gpt-4o", odd)));
    var slice = new Slice(all.period(), List.of(), List.of(), List.of(odd));
    assertThat(reading(slice).total().value().tokens().calls()).isEqualTo(1);
    assertThat(by(slice, Dimension.ROUTE)).containsExactly(odd);
  }

  @Test
  void anUnknownPriceIsNotZeroButAnInterval() {
    var unknown =
        new Cost.Unpriced(
            WhyUnpriced.UNKNOWN_MODEL,
            "no price",
            List.of("openai gpt-4o"),
            new BigDecimal("0.1"),
            Optional.of(new BigDecimal("0.3")));
    append(new PricedCall(new CallIdentity.Span("t", "u"), call(1), unknown));
    append(new PricedCall(new CallIdentity.Span("t", "v"), call(2), cost("1")));
    var total = reading().total().value();
    assertThat(total.unpricedCalls()).isEqualTo(1);
    assertThat(total.unpricedTokens()).isEqualTo(1001 + 101);
    assertThat(total.cost()).isEqualByComparingTo("1");
    assertThat(total.low()).isEqualByComparingTo("1.1");
    assertThat(total.high().orElseThrow()).isEqualByComparingTo("1.3");
    var hopeless =
        new Cost.Unpriced(
            WhyUnpriced.UNKNOWN_PROVIDER, "?", List.of(), BigDecimal.ZERO, Optional.empty());
    append(new PricedCall(new CallIdentity.Span("t", "w"), call(3), hopeless));
    assertThat(reading().total().value().high()).isEmpty();
  }

  @Test
  void cellsLieBetweenTheLinesOfTheGridAndAddUpToTheTotal() {
    append(calls(50));
    var grid =
        new PriceGrid(
            List.of(START.plusSeconds(7200), START.plusSeconds(93_600)),
            List.of(3600, 43_200),
            List.of(1010L, 1020L));
    var cells = reading(grid).cells().value();
    for (var cell : cells)
      assertThat(cell.spend().tokens().calls())
          .isEqualTo(
              calls(50).stream()
                  .filter(c -> c.model().equals(cell.model()))
                  .filter(c -> grid.cell(c.at(), c.tokens().input()).equals(cell.cell()))
                  .count());
    assertThat(
            cells.stream().map(c -> c.spend()).reduce((a, b) -> a.plus(b)).orElseThrow().tokens())
        .isEqualTo(reading().total().value().tokens());
  }

  /// As a ledger looks that was kept before costs told their service tier.
  @Test
  void costsThatWereKeptBeforeLearnTheTierOfTheirCall() {
    var old = new FreshLedger();
    var plain = call(1, "gpt-4o", "chat");
    var batch =
        new Call(
            plain.at(),
            plain.provider(),
            plain.model(),
            plain.route(),
            plain.user(),
            "",
            "ok",
            -1,
            plain.tokens(),
            List.of(),
            "batch");
    old.store.append(batch(ImportId.random(), List.of(priced(plain, 0), priced(batch, 1))));
    var database = old.config.database();
    old.server.ask(
        "alter table %s.call_costs update service_tier = '' where 1 settings mutations_sync = 2"
            .formatted(database));
    old.server.ask(
        "alter table %s.migrations delete where version = 6 settings mutations_sync = 2"
            .formatted(database));
    assertThat(tiers(old)).containsExactly("");
    Migrations.run(old.analytics);
    assertThat(tiers(old)).containsExactly("", "batch");
    assertThat(old.query.at(workspace, all, old.query.asOf()).total().value().tokens().calls())
        .isEqualTo(2);
  }

  private static PricedCall priced(Call call, int number) {
    return new PricedCall(new CallIdentity.Row("file", number), call, cost("0.5"));
  }

  private List<String> tiers(FreshLedger of) {
    return of.query.at(workspace, all, of.query.asOf()).cells().value().stream()
        .map(cell -> cell.tier())
        .sorted()
        .toList();
  }

  @Test
  void lengthsAreExactAndForgetWhatWasReversed() {
    var calls = new ArrayList<Call>();
    for (int i = 1; i <= 20; i++) calls.add(call(i, "gpt-4o", "chat"));
    append(calls);
    var mistake = ImportId.random();
    append(mistake, List.of(call(5000, "gpt-4o", "chat")));
    LEDGER.store.undo(workspace, mistake);
    var outputs = reading().outputs().value();
    assertThat(outputs).hasSize(1);
    assertThat(outputs.getFirst().calls()).isEqualTo(20);
    assertThat(outputs.getFirst().longest()).isEqualTo(120);
    assertThat(outputs.getFirst().tail(0.95))
        .isEqualTo(new Lengths.Tail(0.95, 119, 1, 1, 1020, 120));
    assertThat(outputs.getFirst().tail(0.5).cap()).isEqualTo(110);
    assertThat(outputs.getFirst().tail(0.5).tokensAbove())
        .isEqualTo(IntStream.rangeClosed(1, 10).sum());
  }

  @Test
  void theShapeTellsWhatCameAndForgetsWhatWasReversed() {
    append(calls(10));
    var mistake = ImportId.random();
    append(mistake, List.of(call(-10), call(400)));
    LEDGER.store.undo(workspace, mistake);
    DataShape shape = reading().shape().value();
    assertThat(shape.calls()).isEqualTo(10);
    assertThat(shape.first()).contains(START);
    assertThat(shape.last()).contains(START.plusSeconds(9 * 3600));
    assertThat(shape.days()).isEqualTo(2);
    assertThat(shape.withPrefixHashes()).isEqualTo(10);
    assertThat(shape.withCachedTokens()).isEqualTo(10);
    assertThat(shape.withUser()).isEqualTo(10);
    assertThat(shape.failed()).isZero();
    assertThat(shape.models()).containsExactly("gpt-4o-mini", "gpt-4o");
  }

  @Test
  void prefixCallsComeOldestFirstAsTheyWere() {
    var calls = new ArrayList<>(calls(30));
    java.util.Collections.reverse(calls);
    append(calls);
    var read = prefixCalls();
    assertThat(read).extracting(PrefixCall::at).isSorted().hasSize(30);
    assertThat(read.getFirst().prefixHashes()).containsExactly(7, 0, -1);
    assertThat(read.getFirst().tokens()).isEqualTo(call(0).tokens());
  }

  @Test
  void usersAreKeptAsHashesOnlyAndForgottenByName() {
    append(calls(3));
    var hash = users.hash("ada@example.org");
    assertThat(
            LEDGER
                .server
                .ask(
                    "select distinct user_hash from %s.calls where workspace_id = '%s'"
                        .formatted(LEDGER.config.database(), workspace))
                .strip())
        .isEqualTo(hash);
    assertThat(LEDGER.names.names(workspace, List.of(hash))).containsEntry(hash, "ada@example.org");
    assertThat(LEDGER.names.forget(workspace, hash)).isTrue();
    assertThat(LEDGER.names.names(workspace, List.of(hash))).isEmpty();
  }

  @Test
  void theInputSetDependsOnTheRowsAndNotOnTheirOrder() {
    append(calls(20));
    var before = reading().inputSet();
    assertThat(before.rows()).isEqualTo(20);
    assertThat(before.hash()).matches("[0-9a-f]{32}");
    var mistake = ImportId.random();
    append(mistake, calls(21));
    assertThat(reading().inputSet().hash()).isNotEqualTo(before.hash());
    LEDGER.store.undo(workspace, mistake);
    assertThat(reading().inputSet().hash()).isEqualTo(before.hash());
  }

  @Test
  void costsAreKeptToTheLastDigit() {
    append(new PricedCall(new CallIdentity.Span("t", "x"), call(1), cost("0.000000000000000001")));
    append(new PricedCall(new CallIdentity.Span("t", "y"), call(1), cost("12345678.9")));
    assertThat(reading().total().value().cost())
        .isEqualByComparingTo("12345678.900000000000000001");
  }

  private List<Object> everything() {
    var reading = reading();
    return List.of(
        reading.total(),
        reading.shape(),
        reading.by(Dimension.MODEL),
        reading.by(Dimension.DAY),
        reading.outputs(),
        reading.prompts(),
        reading(new PriceGrid(List.of(START.plusSeconds(7200)), List.of(), List.of(1010L))).cells(),
        reading.books(),
        prefixCalls().stream().map(PrefixCall::at).toList());
  }

  private List<PrefixCall> prefixCalls() {
    var read = new ArrayList<PrefixCall>();
    reading().prefixCalls(read::add);
    return read;
  }

  private List<String> by(Slice slice, Dimension dimension) {
    return reading(slice).by(dimension).value().stream().map(SpendBy::group).toList();
  }

  private UsageReading reading() {
    return reading(LEDGER.query.asOf());
  }

  private UsageReading reading(long asOf) {
    return LEDGER.query.at(workspace, all, asOf);
  }

  private UsageReading reading(PriceGrid grid) {
    return LEDGER.query.at(workspace, all, LEDGER.query.asOf(), CostSet.FIRST, grid);
  }

  @Test
  void aNarrowerSliceThatHoldsTheSameCallsTellsTheSameAndOneThatDoesNotIsReadAnew() {
    append(calls(50));
    var reading = reading();
    var shape = reading.shape().value();
    var period = all.period();
    var first = shape.first().orElseThrow();
    var last = shape.last().orElseThrow();
    var same = Slice.all(new Period(first, last.plusNanos(1), period.zone()));
    var fewer = Slice.all(new Period(first, last, period.zone()));
    assertThat(reading.in(same).total().value()).isEqualTo(reading.total().value());
    assertThat(reading.in(same).total()).isEqualTo(reading(same).total());
    assertThat(reading.in(fewer).total().value().tokens().calls()).isEqualTo(49);
    assertThat(reading.in(same).outputs()).isEqualTo(reading(same).outputs());
  }

  private UsageReading reading(Slice slice) {
    return LEDGER.query.at(workspace, slice, LEDGER.query.asOf());
  }

  private Appended append(List<Call> calls) {
    return append(ImportId.random(), calls);
  }

  private Appended append(ImportId source, List<Call> calls) {
    var rows = new EqualRows("test", 1_000);
    var priced =
        calls.stream().map(call -> new PricedCall(rows.next(call), call, cost("0.001"))).toList();
    return LEDGER.store.append(batch(source, priced));
  }

  private Appended append(PricedCall call) {
    return LEDGER.store.append(batch(ImportId.random(), List.of(call)));
  }

  private UsageBatch batch(ImportId source, List<PricedCall> calls) {
    return new UsageBatch(workspace, source, users, "book@1", calls);
  }

  private static List<Call> calls(int count) {
    return IntStream.range(0, count).mapToObj(UsageStoreTest::call).toList();
  }

  private static Call call(int i) {
    return call(i, i % 3 == 0 ? "gpt-4o" : "gpt-4o-mini", "chat");
  }

  private static Call call(int i, String model, String route) {
    return new Call(
        START.plusSeconds(3600L * i),
        "openai",
        model,
        route,
        "ada@example.org",
        "",
        "ok",
        -1,
        new Tokens(1000 + Math.max(i, 0), 10, 0, 0, 100 + Math.max(i, 0), 5),
        List.of(7L, (long) i, -1L));
  }

  private static Cost cost(String usd) {
    var all = new BigDecimal(usd);
    var none = BigDecimal.ZERO;
    return new Cost.Priced(
        all, new Cost.Components(all, none, none, none, none, none, none), Books.PRICE);
  }

  private static Slice slice(ZoneId zone) {
    return Slice.all(
        new Period(START.minusSeconds(86_400), START.plusSeconds(86_400L * 400), zone));
  }
}
