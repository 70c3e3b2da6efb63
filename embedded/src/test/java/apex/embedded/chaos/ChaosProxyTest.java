package apex.embedded.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChaosProxyTest {
  private ServerSocket echo;
  private ChaosProxy proxy;

  @BeforeEach
  void begin() throws IOException {
    echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
    proxy = ChaosProxy.to(echo.getLocalPort());
  }

  @AfterEach
  void end() throws IOException {
    proxy.close();
    echo.close();
  }

  @Test
  void withoutToxicsBytesPassAsTheyAre() throws IOException {
    assertThat(said("hello")).isEqualTo("hello");
    assertThat(proxy.connections()).isEqualTo(1);
  }

  @Test
  void latencyHoldsAnswersBack() throws IOException {
    proxy.set(new Toxic.Latency(Duration.ofMillis(200)));
    var began = System.nanoTime();
    assertThat(said("hello")).isEqualTo("hello");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(190));
  }

  @Test
  void jitterOfOneSeedIsTheSameEachTime() {
    var one = Schedule.drawn(42, 3, Duration.ofSeconds(30));
    assertThat(one).isEqualTo(Schedule.drawn(42, 3, Duration.ofSeconds(30)));
    assertThat(one).isNotEqualTo(Schedule.drawn(43, 3, Duration.ofSeconds(30)));
    assertThat(one.steps()).isNotEmpty();
  }

  @Test
  void bandwidthStretchesAnswers() throws IOException {
    proxy.set(new Toxic.Bandwidth(20));
    var began = System.nanoTime();
    assertThat(said("hello")).isEqualTo("hello");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(240));
  }

  @Test
  void slicerSendsAllOfItInPieces() throws IOException {
    proxy.set(new Toxic.Slicer(1, Duration.ofMillis(5)));
    assertThat(said("hello")).isEqualTo("hello");
  }

  @Test
  void limitDataEndsTheConnectionAfterSoManyBytes() throws IOException {
    proxy.set(new Toxic.LimitData(3));
    assertThat(said("hello")).isEqualTo("hel");
  }

  @Test
  void resetPeerIsAReset() {
    proxy.set(new Toxic.ResetPeer(Duration.ZERO));
    assertThatThrownBy(() -> said("hello")).isInstanceOf(SocketException.class);
  }

  @Test
  void timeoutSwallowsAndItsEndClosesWhatLostBytes() throws IOException {
    proxy.set(new Toxic.Timeout(Duration.ZERO));
    try (var socket = connected()) {
      socket.getOutputStream().write('a');
      socket.setSoTimeout(200);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      proxy.heal();
      socket.setSoTimeout(5_000);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(said("hello")).isEqualTo("hello");
  }

  @Test
  void slowCloseTellsTheEndLate() throws IOException {
    proxy.set(new Toxic.SlowClose(Duration.ofMillis(200)));
    var began = System.nanoTime();
    assertThat(said("")).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(190));
  }

  @Test
  void refusingIsRealAndEnds() throws IOException {
    proxy.refuse();
    assertThatThrownBy(() -> said("hello")).isInstanceOf(ConnectException.class);
    proxy.heal();
    assertThat(said("hello")).isEqualTo("hello");
  }

  @Test
  void anAddressThatRefusesIsAResetToTheClient() throws IOException {
    echo.close();
    assertThatThrownBy(() -> said("hello")).isInstanceOf(IOException.class);
  }

  private String said(String text) throws IOException {
    try (var socket = connected()) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Socket connected() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private void serve() {
    while (!echo.isClosed())
      try {
        var client = echo.accept();
        Thread.ofVirtual().start(() -> answer(client));
      } catch (IOException closed) {
        return;
      }
  }

  private static void answer(Socket client) {
    try (client) {
      client.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException gone) {
      return;
    }
  }
}
