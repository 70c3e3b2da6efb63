package apex.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class RealPostgresTest {
  private static final RealPostgres POSTGRES = RealPostgres.shared();

  @Test
  void itIsVersion18WithDurableCommits() throws SQLException {
    assertThat(asked(POSTGRES.superuser(), "show server_version")).startsWith("18.");
    assertThat(asked(POSTGRES.superuser(), "show fsync")).isEqualTo("on");
    assertThat(asked(POSTGRES.superuser(), "show synchronous_commit")).isEqualTo("on");
  }

  @Test
  void eachRoleOwnsOnlyItsOwnSchema() throws SQLException {
    told(POSTGRES.auth(), "create table auth.mine (id int)");
    assertThatThrownBy(() -> told(POSTGRES.backend(), "select * from auth.mine"))
        .hasMessageContaining("permission denied for schema auth");
    assertThatThrownBy(() -> told(POSTGRES.backend(), "create table public.x (id int)"))
        .hasMessageContaining("permission denied for schema public");
    told(POSTGRES.auth(), "drop table auth.mine");
  }

  @Test
  void aWrongPasswordIsRefused() {
    var wrong = new Account("apex_auth", Passwords.fresh());
    assertThatThrownBy(() -> told(wrong, "select 1"))
        .hasMessageContaining("password authentication failed");
  }

  @Test
  void aFreshDatabaseIsEmpty() throws SQLException {
    told(POSTGRES.backend(), "create table if not exists here (id int)");
    try (var fresh = open(POSTGRES.freshDatabase(), POSTGRES.backend());
        var tables = fresh.createStatement().executeQuery("select to_regclass('backend.here')")) {
      tables.next();
      assertThat(tables.getString(1)).isNull();
    }
  }

  @Test
  void whatWasCommittedSurvivesKillDashNine() throws SQLException {
    try (var own = RealPostgres.own()) {
      try (var connection = open(own.url(), own.backend())) {
        connection.createStatement().execute("create table kept (id int)");
        connection.createStatement().execute("insert into kept values (1), (2)");
      }
      own.kill();
      own.startAgain();
      try (var connection = open(own.url(), own.backend());
          var rows = connection.createStatement().executeQuery("select count(*) from kept")) {
        rows.next();
        assertThat(rows.getInt(1)).isEqualTo(2);
      }
    }
  }

  private static String asked(Account account, String sql) throws SQLException {
    try (var connection = open(POSTGRES.url(), account);
        var answer = connection.createStatement().executeQuery(sql)) {
      answer.next();
      return answer.getString(1);
    }
  }

  private static void told(Account account, String sql) throws SQLException {
    try (var connection = open(POSTGRES.url(), account)) {
      connection.createStatement().execute(sql);
    }
  }

  private static Connection open(String url, Account account) throws SQLException {
    return DriverManager.getConnection(url, account.user(), account.password().reveal());
  }
}
