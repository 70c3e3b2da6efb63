package apex.stores.clickhouse;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.Category;
import apex.kernel.failure.ErrorCode;
import apex.kernel.failure.Failure;
import apex.kernel.failure.Taxonomy;
import apex.kernel.failure.Thrown;
import com.clickhouse.client.api.ServerException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// Turns what the client threw into our one exception, with whose move it is. A statement that is
/// wrong in itself is our bug and says nothing about ClickHouse.
final class ClickHouseFailure {
  private ClickHouseFailure() {}

  static ApexException of(Throwable failed) {
    if (failed instanceof ApexException ours) return ours;
    for (Throwable at = failed; at != null; at = at.getCause()) {
      if (at instanceof ApexException ours) return ours;
      if (at instanceof ServerException refused)
        return new ApexException(
            code(refused.getCode()),
            Taxonomy.clickHouse(refused.getCode(), sentence(refused)),
            failed);
      if (at instanceof InterruptedIOException || at instanceof TimeoutException)
        return new ApexException(
            ErrorCode.DEADLINE_EXCEEDED, "ClickHouse did not answer in time", failed);
    }
    var read = Thrown.read(failed).withCause("ClickHouse cannot be reached: " + deepest(failed));
    return new ApexException(ErrorCode.DEPENDENCY_DOWN, network(read), failed);
  }

  /// The client wraps what the network said in exceptions of its own, which are no bug of anybody.
  private static Failure network(Failure read) {
    return switch (read.category()) {
      case BUG, CALLER -> Failure.of(Category.UNREACHABLE, read.cause());
      default -> read;
    };
  }

  /// Whether the server itself answered: then nothing of the statement is still under way.
  static boolean refused(Throwable failed) {
    for (Throwable at = failed; at != null; at = at.getCause())
      if (at instanceof ServerException) return true;
    return false;
  }

  private static ErrorCode code(int clickHouse) {
    return switch (clickHouse) {
      case 159, 160, 209 -> ErrorCode.DEADLINE_EXCEEDED;
      case 202, 241, 252 -> ErrorCode.OVER_CAPACITY;
      case 192, 193, 194, 497, 516, 60, 81 -> ErrorCode.CONFIGURATION;
      case 198, 210, 236, 242, 243, 279, 394, 1000, 1001, 1002 -> ErrorCode.DEPENDENCY_DOWN;
      default -> ErrorCode.BUG;
    };
  }

  private static String sentence(ServerException refused) {
    var message = Optional.ofNullable(refused.getMessage()).orElse("code " + refused.getCode());
    return "ClickHouse: " + message.lines().findFirst().orElse(message);
  }

  private static String deepest(Throwable failed) {
    var at = failed;
    while (at.getCause() != null) at = at.getCause();
    return Optional.ofNullable(at.getMessage()).orElse(at.getClass().getSimpleName());
  }
}
