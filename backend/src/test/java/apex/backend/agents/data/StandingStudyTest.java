package apex.backend.agents.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.backend.ingestion.Loaded;
import apex.backend.ingestion.RealLedger;
import apex.backend.prices.Books;
import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import apex.spend.figures.Habits;
import apex.spend.figures.Period;
import apex.spend.figures.Slice;
import apex.spend.figures.ToldCall;
import apex.spend.figures.WasteKind;
import apex.stores.clickhouse.UsageReading;
import apex.stores.postgres.StandingStudies;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Calls on their way through the ledger to what is studied of them.
class StandingStudyTest {
  private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");

  private final RealLedger ledger = RealLedger.shared();
  private final Workspace workspace = Loaded.fresh();
  private final StandingStudy standing =
      new StandingStudy(
          ledger.query,
          Books.always(ledger.book),
          new StandingStudies(ledger.database),
          ledger.workspaces,
          () -> NOW,
          1_000);

  @Test
  void whatARowTellsBesideItsTokensComesBackOutOfTheLedger() throws Exception {
    load(
        "2026-11-20T10:00:00Z,openai,gpt-4o,chat,ci,chat,length,42,batch,error",
        "2026-11-20T09:00:00Z,openai,gpt-4o,chat,,,,,,");
    var calls = told();
    assertThat(calls).extracting(ToldCall::promptHash).containsExactly(0L, 42L);
    var told = calls.getLast();
    assertThat(told.environment()).isEqualTo("ci");
    assertThat(told.operation()).isEqualTo("chat");
    assertThat(told.finishReason()).isEqualTo("length");
    assertThat(told.call().serviceTier()).isEqualTo("batch");
    assertThat(told.call().status()).isEqualTo("error");
    assertThat(told.call().tokens().input()).isEqualTo(1_000);
  }

  @Test
  void bothHalvesOfAStretchAddUpToItsTotal() throws Exception {
    load(
        "2026-11-20T09:00:00Z,openai,gpt-4o,chat,,,,,,",
        "2026-11-20T10:00:00Z,openai,gpt-4o,chat,,,,,,error",
        "2026-11-20T11:00:00Z,openai,gpt-4o,search,,,,,,");
    var change = reading().change(Instant.parse("2026-11-20T10:00:00Z")).value();
    assertThat(change.before()).singleElement().returns(1L, sums -> sums.calls());
    assertThat(change.after()).hasSize(2);
    assertThat(change.after().getFirst().failed()).isEqualTo(1);
    // each 1,000 tokens at $2.50 and 100 at $10 a million
    assertThat(change.before().getFirst().cost()).isEqualByComparingTo("0.0035");
  }

  @Test
  void aWishIsStudiedOnceADayAndFoundWithItsAge() throws Exception {
    load(
        "2026-11-20T09:00:00Z,openai,gpt-4o,chat,,,stop,7,,",
        "2026-11-20T10:00:00Z,openai,gpt-4o,chat,,,stop,7,,");
    var book = ledger.book.version();
    assertThat(standing.find(workspace.id(), NOW, book)).isEmpty();
    standing.round();
    var found = standing.find(workspace.id(), NOW, book).orElseThrow();
    assertThat(found.countedAt()).isEqualTo(NOW);
    assertThat(found.counted().habits().source().rowsRead()).isEqualTo(2);
    assertThat(found.counted().habits().value().waste())
        .singleElement()
        .returns(WasteKind.DUPLICATE, Habits.Waste::kind)
        .returns(1L, Habits.Waste::calls);
    assertThat(standing.find(workspace.id(), NOW.minusSeconds(1), book)).isEmpty();
    assertThat(standing.find(workspace.id(), NOW, "another book")).isEmpty();
    assertThat(standing.find(WorkspaceId.random(), NOW, book)).isEmpty();
  }

  @Test
  void aStudyReplaysThePromptsThatToldTheirPrefixes() throws Exception {
    var calls =
        """
        {"timestamp":"2026-11-20T09:00:00Z","provider":"openai","model":"gpt-4o","input_tokens":1500,"output_tokens":10,"prefix_hashes":[1,2,3]}
        {"timestamp":"2026-11-20T09:01:00Z","provider":"openai","model":"gpt-4o","input_tokens":1500,"output_tokens":10,"prefix_hashes":[1,2,4]}
        """;
    Loaded.file(workspace, calls.getBytes(StandardCharsets.UTF_8));
    standing.find(workspace.id(), NOW, ledger.book.version());
    standing.round();
    var found = standing.find(workspace.id(), NOW, ledger.book.version()).orElseThrow();
    assertThat(found.counted().replay()).isPresent();
    assertThat(found.counted().replay().orElseThrow().value()).isNotEmpty();
  }

  @Test
  void aStudyThatFailsIsPutOffAndThenMade() throws Exception {
    load("2026-11-20T09:00:00Z,openai,gpt-4o,chat,,,stop,7,,");
    standing.find(workspace.id(), NOW, ledger.book.version());
    var failing =
        new StandingStudy(
            ledger.query,
            Books.always(ledger.book),
            new StandingStudies(ledger.database),
            ledger.workspaces,
            () -> {
              throw new IllegalStateException("no clock");
            },
            1_000);
    assertThatThrownBy(failing::round).hasMessage("no clock");
    var studies = new StandingStudies(ledger.database);
    assertThat(studies.take(Duration.ofMinutes(1))).isNotEqualTo(Optional.of(workspace.id()));
    studies.putOff(workspace.id(), Duration.ZERO);
    standing.round();
    assertThat(standing.find(workspace.id(), NOW, ledger.book.version())).isPresent();
  }

  private List<ToldCall> told() {
    var calls = new ArrayList<ToldCall>();
    reading().toldCalls(calls::add);
    return calls;
  }

  private UsageReading reading() {
    var day =
        new Period(
            Instant.parse("2026-11-20T00:00:00Z"),
            Instant.parse("2026-11-21T00:00:00Z"),
            RealLedger.UTC);
    return ledger.query.at(workspace.id(), Slice.all(day), ledger.query.asOf());
  }

  private void load(String... rows) throws Exception {
    var file =
        new StringBuilder(
            "timestamp,provider,model,route,environment,operation,finish_reason,prompt_hash,service_tier,status,input_tokens,output_tokens\n");
    for (var row : rows) file.append(row).append(",1000,100\n");
    Loaded.file(workspace, file.toString().getBytes(StandardCharsets.UTF_8));
  }
}
