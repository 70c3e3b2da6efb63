package apex.backend.api;

import apex.edge.mcp.Tool;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.UserId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Bounds how many tool calls of one user run at the same time. Shared.
final class CallsAtOnce {
  private final int perUserMax;
  private final Map<UserId, Integer> running = new ConcurrentHashMap<>();

  CallsAtOnce(int perUserMax) {
    this.perUserMax = perUserMax;
  }

  /// The tool, refusing with RATE_LIMITED whoever has enough calls running.
  Tool bounded(Tool tool) {
    return new Tool(
        tool.name(),
        tool.title(),
        tool.description(),
        tool.arguments(),
        tool.output(),
        tool.effect(),
        (caller, arguments) -> {
          enter(caller.user());
          try {
            return tool.call().answer(caller, arguments);
          } finally {
            leave(caller.user());
          }
        });
  }

  private void enter(UserId user) {
    running.compute(
        user,
        (_, count) -> {
          if (count != null && count >= perUserMax)
            throw new ApexException(
                ErrorCode.RATE_LIMITED,
                "at most %d tool calls of a user at once".formatted(perUserMax),
                "Wait until one of the calls has its answer.");
          return count == null ? 1 : count + 1;
        });
  }

  private void leave(UserId user) {
    running.computeIfPresent(user, (_, count) -> count == 1 ? null : count - 1);
  }
}
