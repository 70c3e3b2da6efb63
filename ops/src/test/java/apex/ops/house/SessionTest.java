package apex.ops.house;

import static org.assertj.core.api.Assertions.assertThat;

import apex.ops.chat.ScriptedHouse;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SessionTest {
  private static final int LASTS = 900;
  private static final int STALE_AT_ONCE = 1;

  @Test
  void aTokenIsSentAsBearer() {
    try (var house = new ScriptedHouse(LASTS, (socket, connection, said) -> {});
        var session = house.session()) {
      session.get("/api/threads");
      assertThat(house.bearers).containsExactly("token-first");
      assertThat(house.refreshed).hasValue(0);
    }
  }

  @Test
  void aTokenIsRenewedBeforeItExpires() {
    try (var house = new ScriptedHouse(STALE_AT_ONCE, (socket, connection, said) -> {});
        var session = house.session()) {
      session.get("/api/threads");
      assertThat(house.bearers).containsExactly("token-again");
      assertThat(house.refreshed).hasPositiveValue();
    }
  }

  @Test
  void manyThreadsWithAGoodTokenRenewNothing() {
    try (var house = new ScriptedHouse(LASTS, (socket, connection, said) -> {});
        var session = house.session()) {
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 20; i++) threads.submit(() -> session.get("/api/threads"));
      }
      assertThat(house.bearers).hasSize(20).containsOnly("token-first");
    }
  }

  @Test
  void anUploadTellsHowMuchHasLeftAndCarriesItsName() {
    var moved = new AtomicLong();
    try (var house = new ScriptedHouse(LASTS, (socket, connection, said) -> {});
        var session = house.session()) {
      var rows = new ByteArrayInputStream("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8));
      var result =
          UsageImport.automatic().send(session, "März 1+1.csv", rows, moved::addAndGet).tree();
      assertThat(moved).hasValue(8);
      assertThat(result.path("read").asLong()).isEqualTo(8);
      assertThat(result.path("name").asString()).isEqualTo("März 1+1.csv");
    }
  }
}
