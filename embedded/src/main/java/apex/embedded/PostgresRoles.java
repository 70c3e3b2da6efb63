package apex.embedded;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// One database with one role and schema for each service, each owning only its own. Running it
/// again changes nothing but the passwords, which become the present ones.
record PostgresRoles(PostgresServer.Config config) {
  static final String DATABASE = "apex";

  void create() {
    create(DATABASE);
  }

  /// The same roles, with schemas of their own, in another database.
  void create(String database) {
    try {
      createDatabase(database);
      try (var connection = PostgresServer.connect(config, database)) {
        for (var role : config.roles()) createRole(connection, role);
      }
    } catch (SQLException refused) {
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN,
          "the roles of the house could not be created: " + refused.getMessage(),
          refused);
    }
  }

  void drop(String database) throws SQLException {
    try (var connection = PostgresServer.connect(config, PostgresServer.SUPERUSER)) {
      run(connection, List.of("drop database if exists %s with (force)".formatted(database)));
    }
  }

  private void createDatabase(String database) throws SQLException {
    try (var connection = PostgresServer.connect(config, PostgresServer.SUPERUSER)) {
      if (!exists(connection, "select 1 from pg_database where datname = ?", database))
        run(connection, List.of("create database " + database));
    }
  }

  private static void createRole(Connection connection, Account role) throws SQLException {
    var name = role.user();
    var schema = name.substring(name.indexOf('_') + 1);
    if (!exists(connection, "select 1 from pg_roles where rolname = ?", name))
      run(connection, List.of("create role %s login noinherit".formatted(name)));
    run(
        connection,
        List.of(
            "alter role %s with password '%s'".formatted(name, role.password().reveal()),
            "create schema if not exists %s authorization %s".formatted(schema, name),
            "revoke all on schema %s from public".formatted(schema),
            "revoke all on schema public from public",
            "alter role %s set search_path = %s".formatted(name, schema)));
  }

  private static boolean exists(Connection connection, String sql, String name)
      throws SQLException {
    try (var question = connection.prepareStatement(sql)) {
      question.setString(1, name);
      try (var answer = question.executeQuery()) {
        return answer.next();
      }
    }
  }

  private static void run(Connection connection, List<String> statements) throws SQLException {
    try (var statement = connection.createStatement()) {
      for (var sql : statements) statement.execute(sql);
    }
  }
}
