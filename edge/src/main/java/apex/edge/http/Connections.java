package apex.edge.http;

import apex.edge.socket.Sockets;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.http.BadRequestException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/// HTTP/1.1 with our WebSocket upgrade, and with a limit on one chunk of a body: the web server
/// holds a whole chunk in memory, whatever size the client announces.
final class Connections implements ServerConnectionSelector {
  private static final int CHUNK_BYTES_MAX = 1 << 20;

  private final ServerConnectionSelector http;

  Connections(Http1Config config, Map<String, Sockets> sockets) {
    var upgrade = new SocketUpgrade(sockets);
    this.http =
        Http1ConnectionSelector.builder()
            .config(config)
            .upgraders(Map.of("websocket", upgrade, "WebSocket", upgrade, "Websocket", upgrade))
            .build();
  }

  @Override
  public int bytesToIdentifyConnection() {
    return http.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return http.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    return http.connection(new Guarded(context));
  }

  private static final class ChunkReader extends DataReader {
    ChunkReader(DataReader source) {
      super(() -> next(source));
    }

    /// A client that falls silent is let go; the web server would log it as its own failure.
    private static byte[] next(DataReader source) {
      try {
        source.ensureAvailable();
        return source.readBytes(source.available());
      } catch (UncheckedIOException broken) {
        if (broken.getCause() instanceof SocketTimeoutException silent)
          throw new CloseConnectionException("the client fell silent", silent);
        throw broken;
      }
    }

    @Override
    public BufferData readBuffer(int length) {
      if (length > CHUNK_BYTES_MAX)
        throw new BadRequestException("a chunk must be at most " + CHUNK_BYTES_MAX + " bytes");
      return super.readBuffer(length);
    }
  }

  /// The web server's connection with our reader.
  private static final class Guarded implements ConnectionContext {
    private final ConnectionContext context;
    private final DataReader reader;

    Guarded(ConnectionContext context) {
      this.context = context;
      this.reader = new ChunkReader(context.dataReader());
    }

    @Override
    public DataReader dataReader() {
      return reader;
    }

    @Override
    public ListenerContext listenerContext() {
      return context.listenerContext();
    }

    @Override
    public ExecutorService executor() {
      return context.executor();
    }

    @Override
    public DataWriter dataWriter() {
      return context.dataWriter();
    }

    @Override
    public Router router() {
      return context.router();
    }

    @Override
    public Optional<ProxyProtocolData> proxyProtocolData() {
      return context.proxyProtocolData();
    }

    @Override
    public HelidonSocket serverSocket() {
      return context.serverSocket();
    }

    @Override
    public PeerInfo remotePeer() {
      return context.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
      return context.localPeer();
    }

    @Override
    public boolean isSecure() {
      return context.isSecure();
    }

    @Override
    public String socketId() {
      return context.socketId();
    }

    @Override
    public String childSocketId() {
      return context.childSocketId();
    }
  }
}
