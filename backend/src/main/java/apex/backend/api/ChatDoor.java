package apex.backend.api;

import apex.edge.socket.Handshake;
import apex.edge.socket.SocketEndpoint;
import apex.edge.socket.SocketListener;
import apex.edge.token.TokenVerifier;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import apex.stores.redis.Tickets;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Lets people in to `/ws`: by a ticket, used up here, or by an access token.
final class ChatDoor implements SocketEndpoint {
  private final Tickets tickets;
  private final Sessions sessions;
  private final TokenVerifier verifier;
  private final Guests guests;
  private final BooleanSupplier ready;
  private final ChatSocket.Room room;

  ChatDoor(
      Tickets tickets,
      Sessions sessions,
      TokenVerifier verifier,
      Guests guests,
      BooleanSupplier ready,
      ChatSocket.Room room) {
    this.tickets = tickets;
    this.sessions = sessions;
    this.verifier = verifier;
    this.guests = guests;
    this.ready = ready;
    this.room = room;
  }

  @Override
  public SocketListener accept(Handshake handshake) {
    if (!ready.getAsBoolean())
      throw new ApexException(ErrorCode.NOT_READY, "this backend cannot serve yet");
    return new ChatSocket(identity(handshake), room);
  }

  private Identity identity(Handshake handshake) {
    var ticket = handshake.query("ticket");
    return ticket.isPresent() ? byTicket(ticket.get()) : byToken(handshake.token());
  }

  private Identity byTicket(String ticket) {
    var holder =
        tickets
            .take(ticket)
            .orElseThrow(() ->
                new ApexException(
                    ErrorCode.UNAUTHENTICATED, "the ticket is unknown, used or expired"));
    if (sessions.ended(holder.session()))
      throw new ApexException(ErrorCode.SESSION_ENDED, "this session was ended");
    return holder;
  }

  private Identity byToken(Optional<String> token) {
    var identity = verifier.identify(token);
    guests.welcome(identity, token.orElseThrow());
    return identity;
  }
}
