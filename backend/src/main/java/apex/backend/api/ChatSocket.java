package apex.backend.api;

import apex.backend.chat.Chat;
import apex.backend.chat.Feed;
import apex.backend.chat.Follower;
import apex.edge.socket.Closing;
import apex.edge.socket.Socket;
import apex.edge.socket.SocketListener;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Permission;
import apex.kernel.run.RunId;
import apex.kernel.run.ThreadId;
import apex.stores.postgres.NewMessage;
import apex.stores.postgres.StoredEvent;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One person's connection: takes their frames and sends them their runs' events, nobody else's. A
/// frame that cannot be obeyed is answered with `error`; the connection stays open.
final class ChatSocket implements SocketListener {
  private static final Logger LOG = LoggerFactory.getLogger(ChatSocket.class);

  private final Identity identity;
  private final Room room;
  private final Map<RunId, Feed.Following> followed = new HashMap<>();

  /// What all connections share.
  ///
  /// @param rate refuses with RATE_LIMITED when a person says too much
  /// @param notices what is worse than usual right now
  record Room(
      Chat chat,
      Feed feed,
      SocketRegistry sockets,
      Rate rate,
      Measures measures,
      ServerFrame.Limits limits,
      Supplier<List<String>> notices,
      InstantSource clock) {}

  /// Counts what a person says.
  @FunctionalInterface
  interface Rate {
    void count(Identity identity);
  }

  ChatSocket(Identity identity, Room room) {
    this.identity = identity;
    this.room = room;
  }

  @Override
  public void opened(Socket socket) {
    room.sockets().enter(identity, socket);
    var established =
        new ServerFrame.Established(
            UUID.fromString(socket.id()),
            "apex.v1",
            room.limits(),
            identity.workspace(),
            room.notices().get());
    socket.send(established.json());
  }

  @Override
  public void text(Socket socket, String text) {
    try {
      obey(socket, ClientFrame.parse(text));
    } catch (ApexException refused) {
      rejected(socket, refused);
    } catch (RuntimeException broken) {
      LOG.error("A frame of socket {} broke", socket.id(), broken);
      rejected(
          socket,
          new ApexException(ErrorCode.BUG, "the frame broke something; see the log", broken));
    }
  }

  private void obey(Socket socket, ClientFrame frame) {
    switch (frame) {
      case ClientFrame.UserMessage message -> ask(socket, message);
      case ClientFrame.StopAgent(var run) -> room.chat().stop(identity, run);
      case ClientFrame.Resume(var run, var afterSeq) ->
          follow(socket, run, room.chat().find(identity, run).thread(), afterSeq);
      case ClientFrame.Ping _ -> socket.send(new ServerFrame.Pong(room.clock().instant()).json());
    }
  }

  private void ask(Socket socket, ClientFrame.UserMessage message) {
    var asked = System.nanoTime();
    identity.require(Permission.ASK);
    room.rate().count(identity);
    var accepted =
        room.chat()
            .ask(
                identity,
                new NewMessage(message.clientMessageId(), message.threadId(), message.content()));
    var frame =
        new ServerFrame.Accepted(
            message.clientMessageId(),
            accepted.message(),
            accepted.run(),
            accepted.thread(),
            accepted.replayed());
    socket.send(frame.json());
    if (!accepted.replayed()) room.measures().asked(accepted.run(), asked);
    if (!followed.containsKey(accepted.run())) follow(socket, accepted.run(), accepted.thread(), 0);
  }

  /// Sends a run's events after `afterSeq`; in place of an earlier following of the same run.
  private void follow(Socket socket, RunId run, ThreadId thread, long afterSeq) {
    forget();
    var earlier = followed.remove(run);
    if (earlier != null) earlier.close();
    followed.put(run, room.feed().follow(identity, run, afterSeq, new Ear(socket, run, thread)));
  }

  private void forget() {
    followed.values().removeIf(Feed.Following::over);
  }

  /// Sends what is heard of one run.
  private final class Ear implements Follower.Ear {
    private final Socket socket;
    private final RunId run;
    private final ThreadId thread;

    Ear(Socket socket, RunId run, ThreadId thread) {
      this.socket = socket;
      this.run = run;
      this.thread = thread;
    }

    @Override
    public boolean event(StoredEvent event) {
      room.measures().sent(run, event.seq());
      return socket.send(EventFrame.of(run, thread, event).json());
    }

    @Override
    public boolean silence(long lastSeq) {
      return socket.send(new ServerFrame.Heartbeat(run, lastSeq).json());
    }
  }

  @Override
  public void rejected(Socket socket, ApexException why) {
    socket.send(ServerFrame.Refused.of(why).json());
  }

  @Override
  public void closed(Socket socket, Closing why) {
    room.sockets().leave(identity, socket);
    followed.values().forEach(Feed.Following::close);
  }
}
