package apex.stores.postgres;

import java.time.Duration;
import java.util.Optional;

/// Single-use tickets, where Redis cannot keep them.
public final class TicketTable {
  private final Database database;

  public TicketTable(Database database) {
    this.database = database;
  }

  /// Keeps `holder` under the ticket for `lifetime`, and drops some that have expired.
  public void keep(TokenHash ticket, String holder, Duration lifetime) {
    database.run(handle -> {
      handle.execute(
          """
          delete from backend.ws_tickets where token_hash in
            (select token_hash from backend.ws_tickets where expires_at < clock_timestamp()
             limit 100 for update skip locked)\
          """);
      handle
          .createUpdate(
              """
              insert into backend.ws_tickets (token_hash, holder, expires_at)
              values (:ticket, :holder, clock_timestamp() + :millis * interval '1 ms')\
              """)
          .bind("ticket", ticket.bytes())
          .bind("holder", holder)
          .bind("millis", lifetime.toMillis())
          .execute();
    });
  }

  /// Uses the ticket up. Empty when it is unknown, used or expired.
  public Optional<String> take(TokenHash ticket) {
    return database.transaction(handle ->
        handle
            .createQuery(
                """
                delete from backend.ws_tickets where token_hash = :ticket
                returning holder, expires_at > clock_timestamp() as good\
                """)
            .bind("ticket", ticket.bytes())
            .map((columns, _) -> {
              var row = new Row(columns);
              return row.flag("good") ? Optional.of(row.text("holder")) : Optional.<String>empty();
            })
            .findOne()
            .flatMap(holder -> holder));
  }
}
