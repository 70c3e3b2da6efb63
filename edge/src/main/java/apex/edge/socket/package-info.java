/// WebSocket connections: [SocketEndpoint] decides who may come in, [SocketListener] hears one
/// connection, [Socket] speaks to it. RFC 6455 framing is ours, over a [Wire], because the web
/// server's own closes on an over-long frame, keeps no limit on fragmented messages, does not say
/// when a client vanished and lets two senders corrupt each other. Knows no frame's meaning.
@org.jspecify.annotations.NullMarked
package apex.edge.socket;
