package apex.backend.api;

import apex.edge.http.Request;
import apex.edge.http.Response;
import apex.kernel.identity.Permission;
import apex.stores.redis.Tickets;
import java.util.List;

/// Tickets that open one socket each, so that no token stands in an address.
final class WsTickets {
  private final Tickets tickets;
  private final Callers callers;

  WsTickets(Tickets tickets, Callers callers) {
    this.tickets = tickets;
    this.callers = callers;
  }

  /// @param expiresIn seconds
  record Issued(String ticket, long expiresIn) {}

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post(
                "/api/ws-tickets",
                Endpoint.Access.TOKEN,
                "A ticket for one connection to /ws, good once and for 30 seconds",
                this::issue)
            .answers(201, Issued.class));
  }

  private Response issue(Request request) {
    var identity = callers.permitted(request, Permission.READ);
    return Response.created(new Issued(tickets.issue(identity), Tickets.LIFETIME.toSeconds()));
  }
}
