package apex.stores.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// One row of an answer, read by column name. A column that may be empty is read as an Optional.
record Row(ResultSet columns) {
  String text(String name) throws SQLException {
    return Objects.requireNonNull(columns.getString(name), name);
  }

  Optional<String> maybeText(String name) throws SQLException {
    return Optional.ofNullable(columns.getString(name));
  }

  UUID id(String name) throws SQLException {
    return Objects.requireNonNull(columns.getObject(name, UUID.class), name);
  }

  Optional<UUID> maybeId(String name) throws SQLException {
    return Optional.ofNullable(columns.getObject(name, UUID.class));
  }

  Instant instant(String name) throws SQLException {
    return maybeInstant(name).orElseThrow(() -> new NullPointerException(name));
  }

  Optional<Instant> maybeInstant(String name) throws SQLException {
    return Optional.ofNullable(columns.getObject(name, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  long number(String name) throws SQLException {
    return columns.getLong(name);
  }

  Optional<Long> maybeNumber(String name) throws SQLException {
    var number = columns.getLong(name);
    return columns.wasNull() ? Optional.empty() : Optional.of(number);
  }

  boolean flag(String name) throws SQLException {
    return columns.getBoolean(name);
  }

  byte[] bytes(String name) throws SQLException {
    return Objects.requireNonNull(columns.getBytes(name), name);
  }
}
