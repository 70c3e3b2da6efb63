package apex.backend.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.edge.mcp.Arguments;
import apex.edge.mcp.Tool;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Role;
import apex.kernel.identity.SessionId;
import apex.kernel.identity.UserId;
import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallsAtOnceTest {
  private static final Arguments NONE = Arguments.none();
  private static final Tool.Answer DONE = Tool.Answer.of("done");

  private final CallsAtOnce atOnce = new CallsAtOnce(2);
  private final Identity ada = someone();

  private static Identity someone() {
    return new Identity(
        UserId.random(),
        SessionId.random(),
        new Workspace(WorkspaceId.random(), false),
        Role.OWNER);
  }

  private Tool tool(Tool.Call call) {
    return atOnce.bounded(new Tool("t", "T", "T", List.of(), Map.of(), Tool.Effect.READS, call));
  }

  @Test
  void aUserHasSoManyCallsAtOnceOverAllTools() throws InterruptedException {
    var innermost = tool((_, _) -> DONE);
    var inner =
        tool((_, _) -> {
          assertThatThrownBy(() -> innermost.call().answer(ada, NONE))
              .isInstanceOfSatisfying(
                  ApexException.class,
                  refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED);
                    assertThat(refused).hasMessage("at most 2 tool calls of a user at once");
                  });
          return innermost.call().answer(someone(), NONE);
        });
    var outer = tool((caller, none) -> inner.call().answer(caller, none));
    assertThat(outer.call().answer(ada, NONE)).isEqualTo(DONE);
  }

  @Test
  void aCallThatFailedMakesRoom() throws InterruptedException {
    var failing =
        tool((_, _) -> {
          throw new IllegalStateException("broken");
        });
    for (int i = 0; i < 5; i++)
      assertThatThrownBy(() -> failing.call().answer(ada, NONE)).hasMessage("broken");
    assertThat(tool((_, _) -> DONE).call().answer(ada, NONE)).isEqualTo(DONE);
  }
}
