package apex.backend.removal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.backend.ingestion.Loaded;
import apex.backend.ingestion.RealLedger;
import apex.kernel.identity.UserId;
import apex.kernel.identity.Workspace;
import apex.spend.figures.Period;
import apex.spend.figures.Slice;
import apex.spend.figures.Spend;
import apex.stores.postgres.RemovalRecord;
import apex.stores.postgres.RemovalStore;
import apex.stores.postgres.UserNames;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemovalsTest {
  private static final UserId OWNER = UserId.random();

  private final RealLedger ledger = RealLedger.shared();
  private final Removals removals = ledger.removals;
  private final RemovalStore store = new RemovalStore(ledger.database);
  private final UserNames names = new UserNames(ledger.database);
  private final Workspace workspace = Loaded.fresh();

  /// It is 2026-11-21 at noon: with two days the first day kept is the 19th.
  @Test
  void whatIsOlderThanItsDaysGoesWithAReceiptAndNothingGoesBefore() throws Exception {
    load("2026-11-18T23:59:59Z", "2026-11-19T00:00:00Z", "2026-11-20T00:00:00Z");
    var looked = removals.look(workspace, 2);
    assertThat(looked.extent().calls()).isEqualTo(1);
    assertThat(looked.receipt()).isEmpty();
    assertThat(spent().tokens().calls()).isEqualTo(3);
    var done = removals.keepFor(workspace, 2, OWNER);
    assertThat(done.extent()).isEqualTo(looked.extent());
    assertThat(spent().tokens().calls()).isEqualTo(2);
    assertThat(removals.receipts(workspace.id(), 10))
        .singleElement()
        .satisfies(receipt -> {
          assertThat(receipt.before()).contains(Instant.parse("2026-11-19T00:00:00Z"));
          assertThat(receipt.calls()).isEqualTo(1);
          assertThat(receipt.costUsd()).isEqualByComparingTo("0.0035");
          assertThat(receipt.requestedBy()).contains(OWNER.value());
          assertThat(receipt.completed()).isTrue();
        });
  }

  @Test
  void theLongestRetentionReachesBackBeyondWhatIsKeptAndRemovesNothing() throws Exception {
    load("2020-01-01T00:00:00Z");
    removals.keepFor(workspace, Removals.DAYS_MOST, OWNER);
    assertThat(spent().tokens().calls()).isEqualTo(1);
  }

  @Test
  void anotherWorkspaceKeepsItsOwn() throws Exception {
    var other = Loaded.fresh();
    Loaded.file(other, rows("2020-01-01T00:00:00Z").getBytes(StandardCharsets.UTF_8));
    load("2020-01-01T00:00:00Z");
    removals.keepFor(workspace, 1, OWNER);
    assertThat(spent().tokens().calls()).isZero();
    assertThat(spent(other).tokens().calls()).isEqualTo(1);
    assertThat(removals.days(other.id())).isEmpty();
  }

  @Test
  void aRoundRemovesWhatHasGrownOldAndIsQuietWhenNothingHas() throws Exception {
    removals.keepFor(workspace, 30, OWNER);
    load("2026-01-01T00:00:00Z", "2026-11-20T00:00:00Z");
    removals.round();
    assertThat(spent().tokens().calls()).isEqualTo(1);
    int receipts = removals.receipts(workspace.id(), 10).size();
    removals.round();
    assertThat(removals.receipts(workspace.id(), 10)).hasSize(receipts);
    removals.keepAll(workspace.id());
    assertThat(removals.days(workspace.id())).isEmpty();
  }

  @Test
  void anErasedPersonHasNoNameAnyMoreAndTheTotalStays() throws Exception {
    load("2026-11-20T00:00:00Z", "2026-11-20T01:00:00Z");
    var hash = removals.hash(workspace, "ada");
    assertThat(names.names(workspace.id(), List.of(hash))).containsValue("ada");
    var before = spent();
    removals.erase(workspace, hash, false, OWNER);
    assertThat(names.names(workspace.id(), List.of(hash))).isEmpty();
    assertThat(spent()).isEqualTo(before);
    load("2026-11-20T02:00:00Z");
    assertThat(names.names(workspace.id(), List.of(hash))).as("not learnt again").isEmpty();
    assertThat(removals.receipts(workspace.id(), 10))
        .singleElement()
        .returns(hash, receipt -> receipt.userHash());
  }

  @Test
  void theCallsOfAnErasedPersonGoWhenThatIsAskedAndNobodyElses() throws Exception {
    load("2026-11-20T00:00:00Z", "2026-11-20T01:00:00Z");
    Loaded.file(
        workspace,
        rows("2026-11-20T00:00:00Z").replace("ada", "bob").getBytes(StandardCharsets.UTF_8));
    var hash = removals.hash(workspace, "ada");
    assertThat(removals.look(workspace, hash).extent().calls()).isEqualTo(2);
    var done = removals.erase(workspace, hash, true, OWNER);
    assertThat(done.receipt().orElseThrow().calls()).isEqualTo(2);
    assertThat(spent().tokens().calls()).isEqualTo(1);
    assertThat(removals.look(workspace, hash).extent().calls()).isZero();
  }

  /// What a process leaves that died after each step, done by hand; a later round ends it.
  @ParameterizedTest
  @ValueSource(strings = {"receipt opened", "counted", "costs removed", "all removed", "completed"})
  void aRemovalThatWasCutOffEndsByItselfOnceAndWithOneReceipt(String died) throws Exception {
    load("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "2026-11-20T00:00:00Z");
    var before = Instant.parse("2026-10-22T00:00:00Z");
    var receipt = opened(before);
    var steps = List.of("receipt opened", "counted", "costs removed", "all removed", "completed");
    int step = steps.indexOf(died);
    store.keepFor(workspace.id(), 30, OWNER);
    store.begin(workspace.id(), receipt);
    if (step >= 1) store.count(workspace.id(), counted(receipt));
    if (step >= 2) gone("call_costs", before);
    if (step >= 3) gone("calls", before);
    if (step >= 4) store.complete(workspace.id(), receipt.id());
    removals.round();
    removals.round();
    assertThat(spent().tokens().calls()).isEqualTo(1);
    assertThat(ledger.count("calls", workspace)).isEqualTo(1);
    assertThat(removals.receipts(workspace.id(), 10))
        .singleElement()
        .satisfies(done -> {
          assertThat(done.id()).isEqualTo(receipt.id());
          assertThat(done.calls()).isEqualTo(2);
          assertThat(done.costUsd()).isEqualByComparingTo("0.007");
          assertThat(done.completed()).isTrue();
        });
  }

  @Test
  void whileOneRemovalGoesOnASecondIsRefused() {
    store.begin(workspace.id(), opened(Instant.parse("2026-10-22T00:00:00Z")));
    assertThatThrownBy(() -> removals.keepFor(workspace, 30, OWNER))
        .hasMessageContaining("another removal of this workspace is under way");
    removals.round();
    assertThat(removals.receipts(workspace.id(), 10))
        .singleElement()
        .returns(true, r -> r.completed());
  }

  @Test
  void anErasureOfTheNameAloneThatIsDoneTakesNoCallsLater() throws Exception {
    load("2026-11-20T00:00:00Z");
    removals.erase(workspace, removals.hash(workspace, "ada"), false, OWNER);
    removals.round();
    assertThat(spent().tokens().calls()).isEqualTo(1);
  }

  private RemovalRecord opened(Instant before) {
    return new RemovalRecord(
        UUID.randomUUID(),
        Optional.of(before),
        "",
        0,
        BigDecimal.ZERO,
        0,
        Optional.empty(),
        Optional.empty(),
        ledger.query.asOf(),
        Optional.empty(),
        Instant.parse("2026-11-21T12:00:00Z"),
        false,
        false);
  }

  private static RemovalRecord counted(RemovalRecord opened) {
    return new RemovalRecord(
        opened.id(),
        opened.before(),
        "",
        2,
        new BigDecimal("0.007"),
        0,
        Optional.of(new BigDecimal("0.007")),
        Optional.of(new BigDecimal("0.007")),
        opened.asOf(),
        Optional.empty(),
        opened.at(),
        true,
        false);
  }

  private void gone(String table, Instant before) {
    ledger.ask(
        "alter table %s delete where workspace_id = '%s' and ts < toDateTime('%s', 'UTC') settings mutations_sync = 2"
            .formatted(ledger.table(table), workspace.id(), before.toString().substring(0, 19)));
  }

  private void load(String... times) throws Exception {
    Loaded.file(workspace, rows(times).getBytes(StandardCharsets.UTF_8));
  }

  /// 1,000 x 2.50 + 100 x 10 = 3,500 millionths each.
  private static String rows(String... times) {
    var rows = new StringBuilder("timestamp,provider,model,user,input_tokens,output_tokens\n");
    for (var time : times) rows.append(time).append(",openai,gpt-4o,ada,1000,100\n");
    return rows.toString();
  }

  private Spend spent() {
    return spent(workspace);
  }

  private Spend spent(Workspace of) {
    var ever =
        new Period(
            Instant.parse("2015-01-01T00:00:00Z"),
            Instant.parse("2027-01-01T00:00:00Z"),
            RealLedger.UTC);
    return ledger.query.at(of.id(), Slice.all(ever), ledger.query.asOf()).total().value();
  }
}
