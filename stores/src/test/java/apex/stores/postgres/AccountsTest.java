package apex.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Accounts, workspaces, invitations, sessions and signing keys: what auth remembers.
class AccountsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = NOW.plus(Duration.ofDays(30));

  private final Database database = Fresh.auth();
  private final AccountStore accounts = new AccountStore(database);
  private final WorkspaceStore workspaces = new WorkspaceStore(database);
  private final InvitationStore invitations = new InvitationStore(database);
  private final SessionStore sessions = new SessionStore(database);
  private final SigningKeyStore keys = new SigningKeyStore(database);
  private final LoginAttempts attempts = new LoginAttempts(database);

  @Test
  void aNewAccountOwnsItsWorkspace() {
    var email = email();
    var made = register(email);
    assertThat(made.membership().role()).isEqualTo(Role.OWNER);
    assertThat(made.membership().billingZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    assertThat(accounts.byId(made.account().id())).contains(made.account());
    assertThat(workspaces.of(made.account().id())).containsExactly(made.membership());
    assertThat(accounts.empty()).isFalse();
  }

  @Test
  void anAddressBelongsToOneAccountWhateverItsCase() {
    var email = email();
    var made = register(email);
    assertThat(accounts.byEmail(email.toUpperCase(java.util.Locale.ROOT))).contains(made.account());
    assertThat(code(() -> register(email.toUpperCase(java.util.Locale.ROOT))))
        .isEqualTo(ErrorCode.CONFLICT);
  }

  @Test
  void ofTwoWhoRegisterAtOnceOneGetsTheAddress() {
    var email = email();
    var made =
        IntStream.range(0, 4)
            .parallel()
            .mapToObj(_ -> attempt(() -> register(email)))
            .flatMap(Optional::stream)
            .toList();
    assertThat(made).hasSize(1);
  }

  @Test
  void anInvitationWorksOnceForItsAddressUntilItExpires() {
    var owner = register(email());
    var guest = email();
    var token = TokenHash.of(UUID.randomUUID().toString());
    invite(owner, guest, token);
    assertThat(invitations.open(token, NOW)).isPresent();
    assertThat(invitations.open(token, LATER)).isEmpty();
    assertThat(code(() -> accounts.registerInvited(email(), "hash", token, NOW)))
        .isEqualTo(ErrorCode.FORBIDDEN);
    assertThat(code(() -> accounts.registerInvited(guest, "hash", token, LATER)))
        .isEqualTo(ErrorCode.FORBIDDEN);
    var joined = accounts.registerInvited(guest, "hash", token, NOW);
    assertThat(joined.membership().workspace()).isEqualTo(owner.membership().workspace());
    assertThat(joined.membership().role()).isEqualTo(Role.VIEWER);
    assertThat(code(() -> invitations.accept(token, joined.account(), NOW)))
        .isEqualTo(ErrorCode.FORBIDDEN);
  }

  @Test
  void aRefusedInvitationLeavesNoAccountBehind() {
    var guest = email();
    var unknown = TokenHash.of("unknown");
    assertThat(code(() -> accounts.registerInvited(guest, "hash", unknown, NOW)))
        .isEqualTo(ErrorCode.FORBIDDEN);
    assertThat(accounts.byEmail(guest)).isEmpty();
  }

  @Test
  void ofTwoRefreshesThatRaceExactlyOneWinsAndTheFamilyEnds() {
    var first = token();
    var session = open(register(email()), first);
    var outcomes =
        IntStream.range(0, 2)
            .parallel()
            .mapToObj(_ -> sessions.rotate(first, token(), NOW, LATER))
            .toList();
    assertThat(outcomes).filteredOn(Rotation.Rotated.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn(Rotation.Reused.class::isInstance).hasSize(1);
    assertThat(sessions.find(session.id()).orElseThrow().ended()).contains(NOW);
  }

  @Test
  void aUsedTokenEndsItsFamilyAndThatIsNews() {
    var first = token();
    var second = token();
    var session = open(register(email()), first);
    var before = newest();
    assertThat(sessions.rotate(first, second, NOW, LATER)).isInstanceOf(Rotation.Rotated.class);
    assertThat(sessions.rotate(first, token(), NOW, LATER))
        .isEqualTo(new Rotation.Reused(session.id()));
    assertThat(sessions.rotate(second, token(), NOW, LATER)).isEqualTo(new Rotation.Ended());
    assertThat(sessions.endsAfter(before, 10))
        .extracting(SessionEnd::session)
        .containsExactly(session.id());
  }

  @Test
  void anExpiredOrUnknownTokenIsRefusedWithoutHarm() {
    var first = token();
    var session = open(register(email()), first);
    assertThat(sessions.rotate(first, token(), LATER, LATER)).isEqualTo(new Rotation.Expired());
    assertThat(sessions.rotate(token(), token(), NOW, LATER)).isEqualTo(new Rotation.Unknown());
    assertThat(sessions.find(session.id()).orElseThrow().ended()).isEmpty();
  }

  @Test
  void aNewPasswordEndsAllOtherSessions() {
    var made = register(email());
    var kept = open(made, token());
    var other = open(made, token());
    accounts.changePassword(made.account().id(), "new hash", kept.id(), NOW);
    assertThat(sessions.live(made.account().id()))
        .extracting(Session::id)
        .containsExactly(kept.id());
    assertThat(sessions.find(other.id()).orElseThrow().ended()).contains(NOW);
    assertThat(accounts.byId(made.account().id()).orElseThrow().passwordHash())
        .isEqualTo("new hash");
  }

  @Test
  void nobodyEndsAnothersSession() {
    var mine = register(email());
    var session = open(mine, token());
    var stranger = register(email()).account().id();
    assertThat(sessions.end(stranger, session.id(), "try", NOW)).isFalse();
    assertThat(sessions.end(mine.account().id(), session.id(), "left", NOW)).isTrue();
    assertThat(sessions.end(mine.account().id(), session.id(), "left", NOW)).isFalse();
  }

  @Test
  void theNewsOfEndedSessionsNeverAppearBelowOnesAlreadyRead() {
    var made = register(email());
    var open = IntStream.range(0, 20).mapToObj(_ -> open(made, token())).toList();
    var start = newest();
    var read = new java.util.concurrent.ConcurrentLinkedQueue<Long>();
    var reader =
        Thread.ofVirtual()
            .start(() -> {
              long cursor = start;
              while (read.size() < 20 && !Thread.interrupted())
                for (var end : sessions.endsAfter(cursor, 5)) {
                  read.add(end.n());
                  cursor = end.n();
                }
            });
    open.parallelStream().forEach(s -> sessions.end(made.account().id(), s.id(), "left", NOW));
    org.awaitility.Awaitility.await().until(() -> read.size() == 20);
    reader.interrupt();
    assertThat(List.copyOf(read)).isSorted();
  }

  @Test
  void ofTwoProcessesThatStartAtOnceOneMakesTheFirstKey() {
    var far = Instant.parse("2099-01-01T00:00:00Z"); // no key of another test is published then
    var made =
        IntStream.range(0, 4)
            .parallel()
            .mapToObj(i -> keys.newest(far, () -> key("k" + i + UUID.randomUUID(), far)))
            .distinct()
            .toList();
    assertThat(made).hasSize(1);
    assertThat(keys.published(far)).isEqualTo(made);
    assertThat(made.getFirst().toString()).doesNotContain("private");
  }

  @Test
  void failuresAreCountedSinceAMomentAndForgotten() {
    var subject = email();
    attempts.failed(subject, NOW);
    attempts.failed(subject, NOW.plusSeconds(60));
    assertThat(attempts.failuresSince(subject, NOW)).isEqualTo(2);
    assertThat(attempts.failuresSince(subject, NOW.plusSeconds(1))).isEqualTo(1);
    attempts.forget(subject);
    assertThat(attempts.failuresSince(subject, NOW)).isZero();
  }

  private Registration register(String email) {
    return accounts.register(
        email, "hash", new NewWorkspace("Mine", ZoneId.of("Europe/Berlin"), false), NOW);
  }

  private Session open(Registration who, TokenHash refresh) {
    return sessions.open(
        who.account().id(), who.membership().workspace().id(), "test", refresh, NOW, LATER);
  }

  private void invite(Registration owner, String guest, TokenHash token) {
    var expires = NOW.plus(Duration.ofDays(7));
    invitations.invite(
        token,
        new Invitation(
            owner.membership().workspace().id(), guest, Role.VIEWER, owner.account().id(), expires),
        NOW);
  }

  private long newest() {
    return sessions.endsAfter(0, 10_000).stream().mapToLong(SessionEnd::n).max().orElse(0);
  }

  private static SigningKey key(String kid, Instant now) {
    return new SigningKey(kid, "{}", "private", now, now.plusSeconds(60));
  }

  private static <T> Optional<T> attempt(java.util.function.Supplier<T> work) {
    try {
      return Optional.of(work.get());
    } catch (ApexException refused) {
      return Optional.empty();
    }
  }

  private static TokenHash token() {
    return TokenHash.of(UUID.randomUUID().toString());
  }

  private static String email() {
    return "Ada." + UUID.randomUUID() + "@example.org";
  }

  private static ErrorCode code(ThrowingCallable work) {
    return catchThrowableOfType(ApexException.class, work).code();
  }
}
