package apex.edge.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import apex.edge.http.Routes;
import apex.edge.http.Serving;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SocketTest {
  private static final SocketLimits LIMITS =
      new SocketLimits(
          8192,
          1 << 20,
          64,
          1 << 20,
          Duration.ofSeconds(300),
          Duration.ofSeconds(30),
          Duration.ofSeconds(1));

  private final BlockingQueue<Closing> closings = new LinkedBlockingQueue<>();
  private final BlockingQueue<Socket> opened = new LinkedBlockingQueue<>();
  private final BlockingQueue<Handshake> handshakes = new LinkedBlockingQueue<>();
  private final AtomicInteger closedCalls = new AtomicInteger();
  private Serving serving;

  /// Sends every text back in capitals, and tells why it could not take a frame.
  private final class Echo implements SocketListener {
    @Override
    public void opened(Socket socket) {
      opened.add(socket);
    }

    @Override
    public void text(Socket socket, String text) {
      if (text.equals("fail")) throw new IllegalStateException("the secret inside");
      socket.send(text.toUpperCase(java.util.Locale.ROOT));
    }

    @Override
    public void rejected(Socket socket, ApexException why) {
      socket.send(why.code() + ": " + why.getMessage());
    }

    @Override
    public void closed(Socket socket, Closing why) {
      closedCalls.incrementAndGet();
      closings.add(why);
    }
  }

  private SocketListener accept(Handshake handshake) {
    handshakes.add(handshake);
    handshake
        .query("refuse")
        .ifPresent(code -> {
          throw new ApexException(ErrorCode.valueOf(code), "refused");
        });
    return new Echo();
  }

  @BeforeEach
  void start() {
    serving = serving(LIMITS);
  }

  @AfterEach
  void stop() {
    serving.close();
  }

  private Serving serving(SocketLimits limits) {
    return new Serving(Routes.builder().socket("/ws", limits, this::accept).build());
  }

  private RawClient client(String... headers) throws IOException {
    return new RawClient(serving.port(), "/ws", headers);
  }

  @Test
  void aTextIsHeardAndAnswered() throws Exception {
    try (var client = client()) {
      client.text("hello ☕");
      assertThat(client.next().text()).isEqualTo("HELLO ☕");
    }
  }

  @Test
  void onlyOurSubprotocolIsNamedNeverAToken() throws Exception {
    try (var client = client("Sec-WebSocket-Protocol: apex.v1, jwt.a.b.c")) {
      assertThat(client.answer())
          .contains("Sec-WebSocket-Protocol: apex.v1\r\n")
          .doesNotContain("jwt");
      assertThat(handshakes.take().token()).hasValue("a.b.c");
    }
    try (var client = client("Sec-WebSocket-Protocol: jwt.a.b.c")) {
      assertThat(client.answer())
          .startsWith("HTTP/1.1 101")
          .doesNotContain("Sec-WebSocket-Protocol");
    }
  }

  @Test
  void aRefusedClientIsUpgradedThenClosedWithTheCode() throws Exception {
    assertThat(refusal("UNAUTHENTICATED")).isEqualTo(new Closing(1008, "UNAUTHENTICATED"));
    assertThat(refusal("RATE_LIMITED")).isEqualTo(new Closing(1008, "RATE_LIMITED"));
    assertThat(refusal("NOT_READY")).isEqualTo(new Closing(1013, "NOT_READY"));
    assertThat(closedCalls).hasValue(0);
  }

  private Closing refusal(String code) throws IOException {
    try (var client = new RawClient(serving.port(), "/ws?refuse=" + code)) {
      var close = client.next();
      return new Closing(close.closeCode(), close.closeReason());
    }
  }

  @Test
  void anOverLongFrameIsRejectedAndTheConnectionStaysOpen() throws Exception {
    try (var client = client()) {
      client.frame(0x81, new byte[100_000]);
      assertThat(client.next().text())
          .isEqualTo("TOO_LARGE: a frame must be at most 8192 bytes, was 100000");
      client.text("still here");
      assertThat(client.next().text()).isEqualTo("STILL HERE");
    }
  }

  @Test
  void aFrameOfExactlyTheLimitIsTaken() throws Exception {
    try (var client = client()) {
      client.text("x".repeat(8192));
      assertThat(client.next().text()).isEqualTo("X".repeat(8192));
      client.text("x".repeat(8193));
      assertThat(client.next().text()).startsWith("TOO_LARGE");
    }
  }

  @Test
  void fragmentsTogetherOverTheLimitAreRejected() throws Exception {
    try (var client = client()) {
      client.frame(0x01, new byte[5_000]);
      client.frame(0x80, new byte[5_000]);
      assertThat(client.next().text()).startsWith("TOO_LARGE");
    }
  }

  @Test
  void aCharacterSplitAcrossFragmentsArrivesWhole() throws Exception {
    var coffee = "☕".getBytes(StandardCharsets.UTF_8);
    try (var client = client()) {
      client.frame(0x01, new byte[] {coffee[0]});
      client.frame(0x89, "between".getBytes(StandardCharsets.UTF_8));
      client.frame(0x80, new byte[] {coffee[1], coffee[2]});
      assertThat(client.next()).extracting(RawClient.Frame::kind).isEqualTo(10);
      assertThat(client.next().text()).isEqualTo("☕");
    }
  }

  @Test
  void aBinaryFrameIsRejectedAndTheConnectionStaysOpen() throws Exception {
    try (var client = client()) {
      client.frame(0x82, new byte[] {1, 2});
      assertThat(client.next().text()).startsWith("INVALID_FRAME");
      client.text("on");
      assertThat(client.next().text()).isEqualTo("ON");
    }
  }

  @Test
  void aFrameTooLongToSkipClosesTheConnection() throws Exception {
    try (var client = client()) {
      client.raw(new byte[] {(byte) 0x81, (byte) 0xff, 0x7f, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4});
      assertThat(client.next().closeCode()).isEqualTo(1009);
    }
  }

  @Test
  void whatBreaksTheProtocolIsClosedAs1002() throws Exception {
    for (var broken :
        List.of(
            new byte[] {(byte) 0x81, 0x01, 'x'}, // not masked
            new byte[] {(byte) 0xc1, (byte) 0x80, 0, 0, 0, 0}, // reserved bit
            new byte[] {(byte) 0x83, (byte) 0x80, 0, 0, 0, 0}, // unknown opcode
            new byte[] {(byte) 0x80, (byte) 0x80, 0, 0, 0, 0}, // continuation of nothing
            new byte[] {(byte) 0x09, (byte) 0x80, 0, 0, 0, 0}, // fragmented ping
            new byte[] {(byte) 0x88, (byte) 0x81, 0, 0, 0, 0, 1})) // close with half a code
    try (var client = client()) {
        client.raw(broken);
        assertThat(client.next().closeCode()).isEqualTo(1002);
      }
  }

  @Test
  void aTextThatIsNotUtf8IsClosedAs1007() throws Exception {
    try (var client = client()) {
      client.frame(0x81, new byte[] {(byte) 0xc3, 0x28});
      assertThat(client.next().closeCode()).isEqualTo(1007);
    }
  }

  @Test
  void aClientThatClosesIsAnsweredAndToldOnce() throws Exception {
    try (var client = client()) {
      client.frame(0x88, new byte[] {0x03, (byte) 0xe8});
      assertThat(client.next().closeCode()).isEqualTo(1000);
      assertThat(closings.take().code()).isEqualTo(1000);
    }
    assertThat(closedCalls).hasValue(1);
  }

  @Test
  void aClientThatVanishesIsToldOnce() throws Exception {
    var client = client();
    opened.take();
    client.close();
    assertThat(closings.take()).isEqualTo(Closing.GONE);
    assertThat(closedCalls).hasValue(1);
  }

  @Test
  void aServersCloseCarriesTheCodeAndIsToldOnce() throws Exception {
    try (var client = client()) {
      var socket = opened.take();
      socket.send("last words");
      socket.close(ErrorCode.SESSION_ENDED);
      socket.close(ErrorCode.BUG);
      assertThat(socket.send("too late")).isFalse();
      assertThat(client.next().text()).isEqualTo("last words");
      var close = client.next();
      assertThat(close.closeCode()).isEqualTo(1008);
      assertThat(close.closeReason()).isEqualTo("SESSION_ENDED");
      client.frame(0x88, new byte[] {0x03, (byte) 0xf0});
      assertThat(closings.take()).isEqualTo(new Closing(1008, "SESSION_ENDED"));
    }
    assertThat(closedCalls).hasValue(1);
  }

  @Test
  void aClientThatDoesNotAnswerACloseIsCut() throws Exception {
    try (var client = client()) {
      opened.take().close(ErrorCode.SESSION_ENDED);
      client.next();
      assertThatThrownBy(client::next).isInstanceOf(IOException.class);
      assertThat(closings.take().reason()).isEqualTo("SESSION_ENDED");
    }
  }

  @Test
  void aListenerThatFailsClosesItsConnectionWithoutTheMessage() throws Exception {
    try (var client = client()) {
      client.text("fail");
      var close = client.next();
      assertThat(close.closeCode()).isEqualTo(1011);
      assertThat(close.closeReason()).isEqualTo("BUG");
    }
  }

  @Test
  void aSlowReaderIsClosedAndHoldsNobodyElse() throws Exception {
    try (var slow = client()) {
      var slowSocket = opened.take();
      var other = client();
      var frame = "x".repeat(10_000);
      var sent = 0;
      while (slowSocket.send(frame)) assertThat(++sent).isLessThan(100_000);
      assertThat(slowSocket.open()).isFalse();
      other.text("quick");
      assertThat(other.next().text()).isEqualTo("QUICK");
      assertThat(closings.take()).isEqualTo(new Closing(1013, "OVER_CAPACITY"));
      assertThat(slow.answer()).startsWith("HTTP/1.1 101");
      other.close();
    }
  }

  @Test
  void twentySendersOnOneSocketLoseAndCorruptNothing() throws Exception {
    serving.close();
    serving = serving(LIMITS.withQueue(10_000, 64 << 20));
    try (var client = client()) {
      var socket = opened.take();
      var senders =
          IntStream.range(0, 20)
              .mapToObj(sender ->
                  Thread.ofVirtual()
                      .start(() -> {
                        for (int i = 0; i < 200; i++)
                          socket.send(sender + ":" + i + ":" + "y".repeat(i * 7));
                      }))
              .toList();
      var next = new HashMap<String, Integer>();
      for (int received = 0; received < 4_000; received++) {
        var parts = client.next().text().split(":", -1);
        assertThat(Integer.parseInt(parts[1])).isEqualTo(next.merge(parts[0], 1, Integer::sum) - 1);
        assertThat(parts[2]).hasSize(7 * Integer.parseInt(parts[1]));
      }
      for (var sender : senders) sender.join();
      assertThat(next).hasSize(20).allSatisfy((_, count) -> assertThat(count).isEqualTo(200));
    }
  }

  @Test
  void anIdleConnectionIsClosed() throws Exception {
    serving.close();
    serving = serving(LIMITS.withIdle(Duration.ofMillis(500)));
    try (var client = client()) {
      assertThat(client.next().closeReason()).startsWith("idle");
    }
  }

  @Test
  void aClientThatAnswersNoPingIsGone() throws Exception {
    serving.close();
    var quick =
        new SocketLimits(
            8192,
            1 << 20,
            64,
            1 << 20,
            Duration.ofSeconds(300),
            Duration.ofMillis(700),
            Duration.ofMillis(300));
    serving = serving(quick);
    try (var client = client()) {
      assertThat(client.next().kind()).isEqualTo(9);
      assertThat(closings.take()).isEqualTo(Closing.GONE);
    }
  }

  @Test
  void aStoppingServerSaysGoodbye() throws Exception {
    try (var client = client()) {
      opened.take();
      var stopping = Thread.ofVirtual().start(serving::close);
      assertThat(client.next().closeCode()).isEqualTo(1001);
      client.close();
      stopping.join();
      assertThat(closings.take().code()).isEqualTo(1001);
    }
  }

  @Test
  void anAddressThatIsNoSocketIsNotUpgraded() throws Exception {
    try (var client = new RawClient(serving.port(), "/other")) {
      assertThat(client.answer()).startsWith("HTTP/1.1 404");
    }
  }

  @Test
  void manyConnectionsOpenAndCloseWithoutALeak() throws Exception {
    var clients = new ArrayList<RawClient>();
    for (int i = 0; i < 100; i++) clients.add(client());
    for (var client : clients) client.close();
    await().untilAsserted(() -> assertThat(closedCalls).hasValue(100));
  }

  @Test
  void theEndOfTheStreamIsTheEnd() throws Exception {
    try (var client = client()) {
      client.frame(0x88, new byte[0]);
      client.next();
      assertThatThrownBy(client::next).isInstanceOfAny(EOFException.class, IOException.class);
    }
  }
}
