package apex.stores.postgres;

import apex.kernel.identity.WorkspaceId;
import apex.kernel.resilience.Guard;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/// The one way to PostgreSQL: a bounded pool of connections, and transactions that see the rows of
/// one workspace only. Opens nothing until it is first asked. Only the stores of this package ask
/// it; failures leave as [ApexException].
public final class Database implements AutoCloseable {
  private static final Duration AFTER_THE_SERVER = Duration.ofSeconds(5);

  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final Guard guard;

  public Database(PostgresConfig config) {
    this.pool = pool(config);
    this.jdbi = Jdbi.create(pool);
    this.guard = new Guard("database_postgres", limits(config));
  }

  /// A transaction in which the tenant tables hold the rows of `workspace` and no others.
  <T> T in(WorkspaceId workspace, Function<Handle, T> work) {
    return transaction(handle -> {
      enter(handle, workspace);
      return work.apply(handle);
    });
  }

  /// As [#in], for work that answers nothing.
  void within(WorkspaceId workspace, Consumer<Handle> work) {
    in(workspace, answering(work));
  }

  /// A transaction across workspaces, fenced by the policies written for `task` alone.
  <T> T forTask(String task, Function<Handle, T> work) {
    return transaction(handle -> {
      set(handle, "apex.task", task);
      return work.apply(handle);
    });
  }

  /// A transaction in no workspace: the tenant tables are empty to it.
  <T> T transaction(Function<Handle, T> work) {
    return guard.once(() -> transact(work));
  }

  private <T> T transact(Function<Handle, T> work) {
    try {
      return jdbi.inTransaction(work::apply);
    } catch (JdbiException failed) {
      throw PostgresFailure.of(failed);
    }
  }

  /// As [#transaction], for work that answers nothing.
  void run(Consumer<Handle> work) {
    transaction(answering(work));
  }

  /// Lets the rest of the transaction see the rows of `workspace`.
  static void enter(Handle handle, WorkspaceId workspace) {
    set(handle, "apex.workspace", workspace.toString());
  }

  /// Stands before every call; tells how asking has gone.
  public Guard guard() {
    return guard;
  }

  @Override
  public void close() {
    pool.close();
  }

  /// A sick one is waited for as long as a connection is; a transaction of a healthy one may take
  /// what a single statement may and what reaches us after the server's own limit. There are as
  /// many places as connections, so that nobody waits for a connection behind an open breaker.
  private static Guard.Limits limits(PostgresConfig config) {
    var budget = config.patience();
    var ceiling = config.statementPatience().plus(AFTER_THE_SERVER);
    return Guard.Limits.of(
        budget, ceiling.compareTo(budget) > 0 ? ceiling : budget, config.poolSize());
  }

  private static Function<Handle, Boolean> answering(Consumer<Handle> work) {
    return handle -> {
      work.accept(handle);
      return true;
    };
  }

  private static void set(Handle handle, String name, String value) {
    try (var statement = handle.getConnection().prepareStatement("select set_config(?, ?, true)")) {
      statement.setString(1, name);
      statement.setString(2, value);
      statement.execute();
    } catch (SQLException failed) {
      throw PostgresFailure.of(failed);
    }
  }

  private static HikariDataSource pool(PostgresConfig config) {
    var pool = new HikariDataSource(); // without arguments it opens no connection before the first
    pool.setPoolName("postgres");
    pool.setJdbcUrl(config.url().toString());
    pool.setUsername(config.user());
    pool.setPassword(config.password().reveal());
    pool.setMaximumPoolSize(config.poolSize());
    pool.setMinimumIdle(Math.min(2, config.poolSize()));
    pool.setConnectionTimeout(config.patience().toMillis());
    pool.setValidationTimeout(Math.max(250, config.patience().toMillis() / 2));
    pool.setInitializationFailTimeout(-1);
    pool.addDataSourceProperty("connectTimeout", wholeSeconds(config.patience()));
    // Later than the server's own limit: it only frees us from a connection that died in silence.
    pool.addDataSourceProperty(
        "socketTimeout", wholeSeconds(config.statementPatience().plus(AFTER_THE_SERVER)));
    pool.addDataSourceProperty("tcpKeepAlive", true);
    pool.addDataSourceProperty("ApplicationName", "apex");
    pool.addDataSourceProperty(
        "options", "-c statement_timeout=" + config.statementPatience().toMillis());
    return pool;
  }

  private static long wholeSeconds(Duration duration) {
    return Math.max(1, Math.ceilDiv(duration.toMillis(), 1000));
  }
}
