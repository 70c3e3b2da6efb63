package apex.embedded.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// A TCP proxy on the loopback that forwards to one address and does to the bytes what its toxics
/// say, from the next byte on. Requests go up, answers come down; toxics work on the answers unless
/// put [#upstream]. An address that refuses is told to the client as a reset, since it is connected
/// already. Shared.
public final class ChaosProxy implements AutoCloseable {
  private static final int CONNECT_MILLIS = 2_000;
  private static final int CONNECTIONS_MAX = 1_000;

  private final InetSocketAddress target;
  private final long seed;
  private final int port;
  private final AtomicLong connections = new AtomicLong();
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private volatile ServerSocket listener;
  private volatile List<Toxic> down = List.of();
  private volatile List<Toxic> up = List.of();

  private ChaosProxy(InetSocketAddress target, long seed) throws IOException {
    this.target = target;
    this.seed = seed;
    this.listener = listening(0);
    this.port = listener.getLocalPort();
  }

  /// Listens on a free port of the loopback and forwards to `port` of it.
  public static ChaosProxy to(int port) throws IOException {
    return to(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
  }

  /// @param seed of what is random, such as jitter
  public static ChaosProxy to(InetSocketAddress target, long seed) throws IOException {
    var proxy = new ChaosProxy(target, seed);
    proxy.begin(proxy.listener);
    return proxy;
  }

  public int port() {
    return port;
  }

  /// How many connections were opened so far.
  public long connections() {
    return connections.get();
  }

  /// What happens to answers from now on, in this order; empty is none.
  public void set(Toxic... toxics) {
    down = List.of(toxics);
    applyReset();
  }

  /// What happens to requests from now on.
  public void upstream(Toxic... toxics) {
    up = List.of(toxics);
    applyReset();
  }

  /// Open connections that wait for their next byte learn of a reset now.
  private void applyReset() {
    if (down.stream().anyMatch(Toxic.ResetPeer.class::isInstance)) cut();
  }

  /// Nobody listens any more, and what was open is reset.
  public void refuse() throws IOException {
    listener.close();
    cut();
  }

  /// Listens again, on the same port.
  public void accept() throws IOException {
    if (!listener.isClosed()) return;
    listener = listening(port);
    begin(listener);
  }

  /// No toxic, and listening.
  public void heal() throws IOException {
    up = List.of();
    down = List.of();
    accept();
    links.forEach(Link::healed);
  }

  /// Resets every open connection.
  public void cut() {
    links.forEach(Link::reset);
  }

  List<Toxic> toxics(boolean downstream) {
    return downstream ? down : up;
  }

  private void begin(ServerSocket listening) {
    Thread.ofVirtual().name("chaos " + port).start(() -> accept(listening));
  }

  private void accept(ServerSocket listening) {
    while (!listening.isClosed())
      try {
        var client = listening.accept();
        if (links.size() >= CONNECTIONS_MAX) client.close();
        else Thread.ofVirtual().start(() -> link(client));
      } catch (IOException closed) {
        return;
      }
  }

  private void link(Socket client) {
    var link = new Link(client, new Socket(), seed + connections.incrementAndGet(), this::toxics);
    links.add(link);
    try {
      link.run(target, CONNECT_MILLIS);
    } finally {
      links.remove(link);
    }
  }

  private static ServerSocket listening(int port) throws IOException {
    var socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
    return socket;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }

  /// A latency, for the many who need just that.
  public static Toxic slow(Duration delay) {
    return new Toxic.Latency(delay);
  }
}
