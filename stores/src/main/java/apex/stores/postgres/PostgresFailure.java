package apex.stores.postgres;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.Category;
import apex.kernel.failure.ErrorCode;
import apex.kernel.failure.Failure;
import apex.kernel.failure.Taxonomy;
import apex.kernel.failure.Thrown;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;

/// Turns what the driver threw into our one exception, with whose move it is. A statement that is
/// wrong in itself is our bug and says nothing about PostgreSQL.
final class PostgresFailure {
  private PostgresFailure() {}

  static ApexException of(Throwable failed) {
    return driverFault(failed)
        .map(fault -> new ApexException(code(fault), read(fault), failed))
        .orElseGet(
            () -> new ApexException(ErrorCode.BUG, "PostgreSQL was misused: " + failed, failed));
  }

  /// Behind a connection that could not be opened stands the network's own reason.
  private static Failure read(SQLException fault) {
    var state = Optional.ofNullable(fault.getSQLState()).orElse("");
    if (fault instanceof SQLTransientConnectionException)
      return Failure.of(Category.CAPACITY, sentence(fault));
    for (Throwable at = fault.getCause(); at != null; at = at.getCause())
      if (at instanceof IOException) return Thrown.read(at).withCause(sentence(fault));
    return Taxonomy.sqlState(state, sentence(fault));
  }

  /// Whether `failed` says that a row with this unique name exists.
  static boolean duplicate(ApexException failed) {
    return driverFault(failed).filter(fault -> "23505".equals(fault.getSQLState())).isPresent();
  }

  private static Optional<SQLException> driverFault(Throwable failed) {
    for (Throwable at = failed; at != null; at = at.getCause())
      if (at instanceof SQLException fault) return Optional.of(deepest(fault));
    return Optional.empty();
  }

  /// The pool wraps why no connection could be opened; that reason is the better one.
  private static SQLException deepest(SQLException fault) {
    return fault instanceof SQLTransientConnectionException
            && fault.getCause() instanceof SQLException reason
        ? reason
        : fault;
  }

  private static ErrorCode code(SQLException fault) {
    var state = Optional.ofNullable(fault.getSQLState()).orElse("");
    if (fault instanceof SQLTransientConnectionException) return ErrorCode.OVER_CAPACITY;
    return switch (state) {
      case "57014", "55P03", "25P03" -> ErrorCode.DEADLINE_EXCEEDED;
      case "40001", "40P01", "53300", "53400" -> ErrorCode.OVER_CAPACITY;
      case "23505" -> ErrorCode.CONFLICT;
      case "22021" -> ErrorCode.INVALID_REQUEST; // a text holds the zero byte
      case "3D000", "3F000" -> ErrorCode.CONFIGURATION;
      case "25006" -> ErrorCode.DEPENDENCY_DOWN;
      default -> byClass(state);
    };
  }

  private static ErrorCode byClass(String state) {
    return switch (state.substring(0, Math.min(2, state.length()))) {
      case "", "08", "53", "57", "58", "F0", "XX" -> ErrorCode.DEPENDENCY_DOWN;
      case "28" -> ErrorCode.CONFIGURATION;
      default -> ErrorCode.BUG;
    };
  }

  private static String sentence(SQLException fault) {
    var message = Optional.ofNullable(fault.getMessage()).orElse(fault.getClass().getSimpleName());
    return "PostgreSQL: " + message.lines().findFirst().orElse(message);
  }
}
