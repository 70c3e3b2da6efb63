package apex.stores.redis;

import apex.kernel.identity.Identity;
import apex.kernel.identity.Role;
import apex.kernel.identity.SessionId;
import apex.kernel.identity.UserId;
import apex.kernel.identity.Workspace;
import apex.kernel.identity.WorkspaceId;
import apex.stores.postgres.TicketTable;
import apex.stores.postgres.TokenHash;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import redis.clients.jedis.params.SetParams;

/// Tickets that open one socket for whoever asked for them: 256 random bits, good once, for 30
/// seconds. Kept by hash, in Redis or, while that is down, in PostgreSQL.
public final class Tickets {
  public static final Duration LIFETIME = Duration.ofSeconds(30);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Redis redis;
  private final TicketTable table;

  public Tickets(Redis redis, TicketTable table) {
    this.redis = redis;
    this.table = table;
  }

  public String issue(Identity holder) {
    return redis.askOr(
        client -> {
          var ticket = random();
          client.set(key(ticket), text(holder), SetParams.setParams().px(LIFETIME.toMillis()));
          return ticket;
        },
        () -> {
          // Another one: the first may have reached Redis although we heard no answer.
          var ticket = random();
          table.keep(TokenHash.of(ticket), text(holder), LIFETIME);
          return ticket;
        });
  }

  /// Uses the ticket up. Empty when it is unknown, used or expired.
  public Optional<Identity> take(String ticket) {
    Optional<String> kept =
        redis.askOr(client -> Optional.ofNullable(client.getDel(key(ticket))), Optional::empty);
    return kept.or(() -> table.take(TokenHash.of(ticket))).map(Tickets::identity);
  }

  private static String key(String ticket) {
    return "ticket:" + TokenHash.of(ticket).hex();
  }

  private static String random() {
    var bits = new byte[32];
    RANDOM.nextBytes(bits);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }

  private static String text(Identity holder) {
    var workspace = holder.workspace();
    return String.join(
        " ",
        holder.user().toString(),
        holder.session().toString(),
        workspace.id().toString(),
        Boolean.toString(workspace.sample()),
        holder.role().label());
  }

  private static Identity identity(String text) {
    var parts = text.split(" ", -1);
    return new Identity(
        UserId.parse(parts[0]),
        SessionId.parse(parts[1]),
        new Workspace(WorkspaceId.parse(parts[2]), Boolean.parseBoolean(parts[3])),
        Role.parse(parts[4]));
  }
}
