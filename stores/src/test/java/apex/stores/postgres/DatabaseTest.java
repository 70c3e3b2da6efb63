package apex.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import apex.embedded.RealPostgres;
import apex.kernel.environment.Environment;
import apex.kernel.environment.Secret;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.UserId;
import apex.kernel.identity.WorkspaceId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class DatabaseTest {
  private static final Secret WRONG = new Secret("wrong");
  private static final List<String> TENANT_TABLES =
      List.of(
          "workspaces",
          "threads",
          "messages",
          "runs",
          "run_events",
          "run_steps",
          "imports",
          "ingest_keys",
          "user_names",
          "ingest_receipts",
          "ingest_delays",
          "emitter_votes",
          "price_terms",
          "semantics_overrides",
          "price_audit",
          "repricings",
          "retention",
          "removals",
          "erased_users",
          "adopted_costs",
          "standing_studies",
          "study_wishes");

  private final Database database = Fresh.backend();

  @Test
  void aQueryThatForgetsItsWhereClauseSeesItsOwnWorkspaceOnly() {
    var mine = WorkspaceId.random();
    ask(mine);
    ask(WorkspaceId.random());
    for (var table : List.of("threads", "messages", "runs"))
      assertThat(count(mine, "select count(*) from backend." + table)).as(table).isEqualTo(1);
  }

  @Test
  void aQueryOutsideAnyWorkspaceSeesNothingAndWritesNothing() {
    ask(WorkspaceId.random());
    for (var table : TENANT_TABLES)
      assertThat(outside("select count(*) from backend." + table)).as(table).containsExactly("0");
  }

  @Test
  void aRowCannotBeWrittenIntoAnotherWorkspace() {
    var insert =
        "insert into backend.threads (workspace_id, thread_id, user_id, title) values (?, ?, ?, 'x')";
    assertThatThrownBy(() ->
            database.in(
                WorkspaceId.random(),
                h -> h.execute(insert, UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID())))
        .hasMessageContaining("row-level security");
  }

  @Test
  void everyTableWithAWorkspaceIsFencedAndBeginsItsKeyWithIt() {
    assertThat(
            outside(
                """
                select c.relname from pg_class c
                join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'backend'
                join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
                join pg_index i on i.indrelid = c.oid and i.indisprimary
                where c.relkind = 'r' and c.relrowsecurity and c.relforcerowsecurity
                  and i.indkey[0] = a.attnum\
                """))
        .containsExactlyInAnyOrderElementsOf(TENANT_TABLES);
  }

  @Test
  void theBackendsRoleCannotReadWhatAuthKeeps() {
    Fresh.auth();
    assertThatThrownBy(() -> database.run(h -> h.execute("select * from auth.users")))
        .hasMessageContaining("permission denied");
  }

  @Test
  void aStatementThatIsWrongIsABugAndNotADeadDatabase() {
    assertThat(code(() -> database.run(h -> h.execute("selekt 1")))).isEqualTo(ErrorCode.BUG);
    assertThat(code(() -> database.run(h -> h.execute("select * from backend.nothing"))))
        .isEqualTo(ErrorCode.BUG);
  }

  @Test
  void aSlowStatementIsEndedByTheServer() {
    var hasty = config(5, Duration.ofMillis(200));
    try (var own = new Database(hasty)) {
      assertThat(code(() -> own.run(h -> h.execute("select pg_sleep(20)"))))
          .isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }
  }

  @Test
  void anExhaustedPoolIsTooMuchLoadAndSaysSoInTime() throws InterruptedException {
    try (var own = new Database(config(1, Duration.ofSeconds(10)))) {
      var busy = new CountDownLatch(1);
      var done = new CountDownLatch(1);
      Thread.ofVirtual().start(() -> own.run(_ -> hold(busy, done)));
      busy.await();
      assertThat(code(() -> own.run(h -> h.execute("select 1"))))
          .isEqualTo(ErrorCode.OVER_CAPACITY);
      done.countDown();
    }
  }

  @Test
  void anUnreachableServerIsDownAndAWrongPasswordIsConfiguration() {
    var nowhere =
        new PostgresConfig(
            URI.create("jdbc:postgresql://127.0.0.1:1/apex"),
            "apex_backend",
            WRONG,
            1,
            Duration.ofMillis(300),
            Duration.ofSeconds(1));
    try (var own = new Database(nowhere)) {
      assertThat(code(() -> own.run(h -> h.execute("select 1"))))
          .isEqualTo(ErrorCode.DEPENDENCY_DOWN);
    }
    assertThat(code(() -> Migrations.backend(nowhere))).isEqualTo(ErrorCode.DEPENDENCY_DOWN);
    var stranger = new PostgresConfig(Fresh.BACKEND.url(), "apex_backend", WRONG);
    assertThat(code(() -> Migrations.backend(stranger))).isEqualTo(ErrorCode.CONFIGURATION);
  }

  @Test
  void migratingAgainChangesNothingAndANewerSchemaIsRefused() {
    var url = RealPostgres.shared().freshDatabase();
    var config = Fresh.config(url, RealPostgres.shared().backend());
    Migrations.backend(config);
    Migrations.backend(config);
    try (var own = new Database(config)) {
      assertThatCode(() -> new PostgresProbe(own, Schema.BACKEND).ask()).doesNotThrowAnyException();
      own.run(h ->
          h.execute(
              """
              insert into backend.flyway_schema_history
                (installed_rank, version, description, type, script, installed_by, execution_time, success)
              values (99, '99', 'future', 'SQL', 'V99__future.sql', 'x', 1, true)\
              """));
      assertThat(code(() -> Migrations.backend(config))).isEqualTo(ErrorCode.CONFIGURATION);
      assertThat(code(() -> new PostgresProbe(own, Schema.BACKEND).ask()))
          .isEqualTo(ErrorCode.NOT_READY);
    }
  }

  @Test
  void theProbeOfAnUnmigratedSchemaSaysThatSomethingIsMissing() {
    var url = RealPostgres.shared().freshDatabase();
    try (var own = new Database(Fresh.config(url, RealPostgres.shared().auth()))) {
      assertThatThrownBy(() -> new PostgresProbe(own, Schema.AUTH).ask())
          .isInstanceOf(ApexException.class);
    }
  }

  @Test
  void buildingADatabaseOpensNothing() {
    var before = RealPostgres.shared().sessions();
    new Database(Fresh.BACKEND).close();
    // Asking for the count opens one session itself.
    assertThat(RealPostgres.shared().sessions() - before).isLessThanOrEqualTo(1);
  }

  @Test
  void aSettingOutOfRangeIsNamed() {
    assertThatThrownBy(() -> config(0, Duration.ofSeconds(1)))
        .hasMessage("POSTGRES_POOL_SIZE must be 1 to 200, was 0");
    assertThatThrownBy(
            () -> PostgresConfig.from(new Environment(Map.of("POSTGRES_POOL_SIZE", "x"))))
        .hasMessageContaining("POSTGRES_URL is missing")
        .hasMessageContaining("POSTGRES_PASSWORD is missing")
        .hasMessageContaining("POSTGRES_POOL_SIZE must be a whole number");
  }

  private void ask(WorkspaceId workspace) {
    new ThreadStore(database)
        .accept(
            workspace,
            UserId.random(),
            new NewMessage(UUID.randomUUID().toString(), Optional.empty(), "hello"));
  }

  private List<String> outside(String sql) {
    return database.transaction(h -> h.createQuery(sql).mapTo(String.class).list());
  }

  private long count(WorkspaceId workspace, String sql) {
    return database.in(workspace, h -> h.createQuery(sql).mapTo(Long.class).one());
  }

  private static void hold(CountDownLatch busy, CountDownLatch done) {
    try {
      busy.countDown();
      done.await();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private static PostgresConfig config(int poolSize, Duration statementPatience) {
    return new PostgresConfig(
        Fresh.BACKEND.url(),
        Fresh.BACKEND.user(),
        Fresh.BACKEND.password(),
        poolSize,
        Duration.ofMillis(500),
        statementPatience);
  }

  private static ErrorCode code(ThrowingCallable work) {
    return catchThrowableOfType(ApexException.class, work).code();
  }
}
