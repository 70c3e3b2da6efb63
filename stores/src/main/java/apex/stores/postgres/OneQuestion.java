package apex.stores.postgres;

import apex.kernel.environment.Secret;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/// One question to any PostgreSQL, ours or not, over a connection that is opened for it and closed:
/// what the doctor asks when it was given credentials.
///
/// @param sslMode as the driver names it: disable, allow, prefer, require
public record OneQuestion(
    String host, int port, String database, String sslMode, String user, Secret password) {

  /// Its version and whether it takes writes.
  ///
  /// @param patience longest wait for the connection and the answer, each
  /// @throws apex.kernel.failure.ApexException with what kind of failure it is
  public String ask(Duration patience) {
    try (var connection = DriverManager.getConnection(url(), properties(patience));
        var statement = connection.createStatement();
        var answer =
            statement.executeQuery(
                "select current_setting('server_version'), pg_is_in_recovery()")) {
      answer.next();
      var replica = answer.getBoolean(2) ? ", a replica: it takes no writes" : "";
      return "version %s%s".formatted(answer.getString(1), replica);
    } catch (SQLException failed) {
      throw PostgresFailure.of(failed);
    }
  }

  private String url() {
    var authority = host.contains(":") ? "[" + host + "]" : host;
    return "jdbc:postgresql://%s:%d/%s".formatted(authority, port, database);
  }

  private Properties properties(Duration patience) {
    var seconds = Long.toString(Math.max(1, Math.ceilDiv(patience.toMillis(), 1000)));
    var properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password.reveal());
    properties.setProperty("sslmode", sslMode);
    properties.setProperty("connectTimeout", seconds);
    properties.setProperty("loginTimeout", seconds);
    properties.setProperty("socketTimeout", seconds);
    properties.setProperty("ApplicationName", "apex doctor");
    return properties;
  }
}
