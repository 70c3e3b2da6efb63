package apex.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.UserId;
import apex.kernel.identity.WorkspaceId;
import apex.kernel.run.ExecutionStatus;
import apex.kernel.run.ThreadId;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThreadStoreTest {
  private final WorkspaceId workspace = WorkspaceId.random();
  private final UserId ada = UserId.random();
  private final ThreadStore threads = new ThreadStore(Fresh.backend());
  private final RunStore runs = new RunStore(Fresh.backend());

  @Test
  void aMessageIsKeptWithTheRunThatAnswersIt() {
    var accepted = threads.accept(workspace, ada, message(Optional.empty(), "what did we spend?"));
    assertThat(accepted.replayed()).isFalse();
    var run = runs.find(workspace, ada, accepted.run()).orElseThrow();
    assertThat(run.status()).isEqualTo(ExecutionStatus.PENDING);
    assertThat(run.question()).isEqualTo("what did we spend?");
    assertThat(threads.threads(workspace, ada, 9))
        .extracting(Conversation::title)
        .containsExactly("what did we spend?");
  }

  @Test
  void theSameMessageAgainChangesNothing() {
    var message = message(Optional.empty(), "hello");
    var first = threads.accept(workspace, ada, message);
    var again = threads.accept(workspace, ada, message);
    assertThat(again).isEqualTo(new Accepted(first.thread(), first.message(), first.run(), true));
    assertThat(threads.messages(workspace, ada, first.thread(), 9)).hasSize(1);
  }

  @Test
  void theSameMessageFromManySocketsAtOnceIsKeptOnce() {
    var message = message(Optional.empty(), "hello");
    var accepted =
        IntStream.range(0, 8)
            .parallel()
            .mapToObj(_ -> threads.accept(workspace, ada, message))
            .toList();
    assertThat(accepted).extracting(Accepted::run).containsOnly(accepted.getFirst().run());
    assertThat(accepted).filteredOn(a -> !a.replayed()).hasSize(1);
    assertThat(threads.threads(workspace, ada, 9)).hasSize(1);
  }

  @Test
  void anotherMemberSeesNeitherTheThreadNorMayWriteToIt() {
    var thread = threads.accept(workspace, ada, message(Optional.empty(), "mine")).thread();
    var bob = UserId.random();
    assertThat(threads.threads(workspace, bob, 9)).isEmpty();
    assertThat(code(() -> threads.messages(workspace, bob, thread, 9)))
        .isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(code(() -> threads.accept(workspace, bob, message(Optional.of(thread), "theirs"))))
        .isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(code(() -> threads.messages(WorkspaceId.random(), ada, thread, 9)))
        .isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void anUnknownThreadIsRefusedAndNothingIsKept() {
    var unknown = message(Optional.of(ThreadId.random()), "hello");
    assertThat(code(() -> threads.accept(workspace, ada, unknown))).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(threads.threads(workspace, ada, 9)).isEmpty();
  }

  @Test
  void theNewestMessagesComeOldestFirst() {
    var thread = threads.accept(workspace, ada, message(Optional.empty(), "1")).thread();
    threads.accept(workspace, ada, message(Optional.of(thread), "2"));
    threads.accept(workspace, ada, message(Optional.of(thread), "3"));
    assertThat(threads.messages(workspace, ada, thread, 2))
        .extracting(Message::content)
        .containsExactly("2", "3");
  }

  @Test
  void aTextWithAZeroByteIsTheCallersFault() {
    assertThat(code(() -> threads.accept(workspace, ada, message(Optional.empty(), "a\0b"))))
        .isEqualTo(ErrorCode.INVALID_REQUEST);
  }

  private static NewMessage message(Optional<ThreadId> thread, String content) {
    return new NewMessage(UUID.randomUUID().toString(), thread, content);
  }

  private static ErrorCode code(org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
    return catchThrowableOfType(ApexException.class, work).code();
  }
}
