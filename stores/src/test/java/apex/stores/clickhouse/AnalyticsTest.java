package apex.stores.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import apex.embedded.RealClickHouse;
import apex.kernel.environment.Secret;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class AnalyticsTest {
  private static final String FENCED =
      """
      select toInt64(count()) from calls final
      where workspace_id = {workspace_id:UUID} and ingest_seq <= {as_of:UInt64}\
      """;

  @Test
  void aTemplateThatForgetsItsWorkspaceCannotExist() {
    assertThatCode(() -> Template.of("t", 1, FENCED)).doesNotThrowAnyException();
    refused("select count() from calls final where ingest_seq <= {as_of:UInt64}", "workspace_id");
    refused(FENCED + " and call_key in (select call_key from call_costs final)", "workspace_id");
    refused(FENCED.replace("workspace_id = {", "workspace_id != {"), "workspace_id");
    refused(FENCED.replace(" final", ""), "final");
    refused(FENCED.replace("and ingest_seq <= {as_of:UInt64}", ""), "as_of");
    refused("select 1", "no ledger table");
  }

  @Test
  void aTemplateRefusesAMissingOrMistypedParameter() {
    var template = Template.of("t", 1, FENCED);
    assertThat(code(() -> template.bind(Map.of("as_of", Value.of(1))))).isEqualTo(ErrorCode.BUG);
    assertThat(
            code(() -> template.bind(Map.of("workspace_id", Value.of("x"), "as_of", Value.of(1)))))
        .isEqualTo(ErrorCode.BUG);
  }

  @Test
  void aStatementThatIsWrongIsABugAndNotADeadClickHouse() {
    var analytics = new FreshLedger().analytics;
    assertThat(code(() -> ask(analytics, "selekt 1"))).isEqualTo(ErrorCode.BUG);
    assertThat(code(() -> ask(analytics, "select nothing"))).isEqualTo(ErrorCode.BUG);
    assertThat(code(() -> ask(analytics, "select * from nothing")))
        .isEqualTo(ErrorCode.CONFIGURATION);
  }

  @Test
  void aClickHouseThatIsNotThereIsDownAndAWrongPasswordIsConfiguration() {
    try (var nowhere = new Analytics(config("http://127.0.0.1:1", "x"))) {
      assertThat(code(() -> ask(nowhere, "select 1"))).isEqualTo(ErrorCode.DEPENDENCY_DOWN);
    }
    Assumptions.assumeTrue(
        RealClickHouse.shared().embedded(), "a server of yours may ask for none");
    try (var stranger = new Analytics(config(RealClickHouse.shared().url(), "wrong"))) {
      assertThat(code(() -> ask(stranger, "select 1"))).isEqualTo(ErrorCode.CONFIGURATION);
    }
  }

  @Test
  void theProbeWritesAndReadsBackAndTellsADeadServer() {
    var server = RealClickHouse.own();
    try (var analytics =
        new Analytics(
            new ClickHouseConfig(
                URI.create(server.url()), server.user(), new Secret(server.password()), "apex"))) {
      Migrations.run(analytics);
      var probe = new ClickHouseProbe(analytics);
      assertThatCode(probe::ask).doesNotThrowAnyException();
      server.kill();
      assertThat(code(probe::ask)).isEqualTo(ErrorCode.DEPENDENCY_DOWN);
      server.startAgain();
      assertThatCode(probe::ask).doesNotThrowAnyException();
    } finally {
      server.close();
    }
  }

  @Test
  void migratingAgainChangesNothingAndAnotherTextOrANewerVersionIsRefused() {
    var ledger = new FreshLedger();
    Migrations.run(ledger.analytics);
    assertThat(
            ledger
                .server
                .ask("select max(version) from %s.migrations".formatted(ledger.config.database()))
                .strip())
        .isEqualTo(Long.toString(Migrations.known()));
    remember(ledger, 1, "another text");
    assertThatThrownBy(() -> Migrations.run(ledger.analytics))
        .hasMessageContaining("V1__usage.sql was applied from another text");
    var newer = new FreshLedger();
    remember(newer, 99, "future");
    assertThatThrownBy(() -> Migrations.run(newer.analytics)).hasMessageContaining("newer version");
  }

  @Test
  void theSameInsertAgainAddsNothing() {
    var ledger = new FreshLedger();
    for (int i = 0; i < 2; i++)
      ledger.analytics.insert(
          "calls",
          List.of("workspace_id", "call_key", "ts"),
          new RowWriter()
              .id(java.util.UUID.randomUUID())
              .fixed(new byte[16])
              .instant(java.time.Instant.EPOCH),
          "one token",
          Duration.ofSeconds(10));
    assertThat(
            ledger
                .server
                .ask("select count() from %s.calls".formatted(ledger.config.database()))
                .strip())
        .isEqualTo("1");
  }

  @Test
  void anAnswerThatBreaksOffIsAFailureAndNotAShorterAnswer() {
    var cut = new RowReader(new java.io.ByteArrayInputStream(new byte[] {1, 2, 3}));
    assertThatThrownBy(cut::number).isInstanceOf(java.io.EOFException.class);
  }

  private static void remember(FreshLedger ledger, int version, String checksum) {
    ledger.server.ask(
        "insert into %1$s.migrations (version, name, checksum, applied_at) select %2$d, 'x', '%3$s', now64(3)"
            .formatted(ledger.config.database(), version, checksum));
  }

  private static void refused(String sql, String rule) {
    assertThatThrownBy(() -> Template.of("t", 1, sql)).hasMessageContaining(rule);
  }

  private static long ask(Analytics analytics, String sql) {
    return analytics.read(sql, Map.of(), RowReader::number);
  }

  private static ClickHouseConfig config(String url, String password) {
    return new ClickHouseConfig(URI.create(url), "default", new Secret(password), "default");
  }

  private static ErrorCode code(ThrowingCallable work) {
    return catchThrowableOfType(ApexException.class, work).code();
  }
}
