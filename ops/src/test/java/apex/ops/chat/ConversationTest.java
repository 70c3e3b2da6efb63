package apex.ops.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a client does when a house or the network misbehaves.
@Timeout(30)
class ConversationTest {
  private static final int EVENTS = 9;

  private final List<Long> seqs = new ArrayList<>();

  @Test
  void aQuestionIsAnswered() {
    var answer =
        ask((socket, connection, said) -> {
          ScriptedHouse.accept(socket, said, false);
          ScriptedHouse.tell(socket, 0, EVENTS, EVENTS);
        });
    assertThat(answer.events()).isEqualTo(EVENTS);
    assertThat(answer.whole()).isGreaterThanOrEqualTo(answer.firstEvent());
    assertThat(answer.reconnections()).isZero();
  }

  @Test
  void aLostConnectionIsOpenedAgainAndEveryEventComesOnceInOrder() {
    var answer =
        ask((socket, connection, said) -> {
          if (said.path("type").asString().equals("user_message"))
            ScriptedHouse.accept(socket, said, false);
          var after = said.path("after_seq").asLong(0);
          ScriptedHouse.tell(socket, after, Math.min(after + 3, EVENTS), EVENTS);
          if (after + 3 < EVENTS) socket.close(ErrorCode.OVER_CAPACITY);
        });
    assertThat(seqs).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    assertThat(answer.reconnections()).isEqualTo(2);
  }

  @Test
  void aCutConnectionIsNoticedAtOnce() {
    try (var house =
            new ScriptedHouse(
                900,
                (socket, connection, said) -> {
                  if (connection == 1) {
                    ScriptedHouse.accept(socket, said, false);
                    ScriptedHouse.tell(socket, 0, 2, EVENTS);
                  } else {
                    ScriptedHouse.tell(socket, said.path("after_seq").asLong(), EVENTS, EVENTS);
                  }
                });
        var session = house.session();
        var conversation = new Conversation(session)) {
      var answer =
          conversation.ask(
              "why?",
              event -> {
                if (event.seq() == 2) conversation.cut();
              });
      assertThat(answer.reconnections()).isEqualTo(1);
      assertThat(answer.whole()).isLessThan(house.client().settings().silence());
    }
  }

  @Test
  void aQuestionWhoseAcceptanceWasLostIsSentAgainUnderItsId() {
    try (var house =
        new ScriptedHouse(
            900,
            (socket, connection, said) -> {
              if (connection == 1) {
                socket.close(ErrorCode.NOT_READY);
              } else if (said.path("type").asString().equals("user_message")) {
                ScriptedHouse.accept(socket, said, true);
              } else {
                ScriptedHouse.tell(socket, said.path("after_seq").asLong(), EVENTS, EVENTS);
              }
            })) {
      assertThat(ask(house).events()).isEqualTo(EVENTS);
      var ids =
          house.heard.stream()
              .filter(said -> said.has("client_message_id"))
              .map(said -> said.path("client_message_id").asString())
              .distinct();
      assertThat(ids).hasSize(1);
    }
  }

  @Test
  void aSilentConnectionIsTakenForDead() {
    var answer =
        ask((socket, connection, said) -> {
          if (connection == 1) ScriptedHouse.accept(socket, said, false);
          else ScriptedHouse.tell(socket, said.path("after_seq").asLong(), EVENTS, EVENTS);
        });
    assertThat(answer.reconnections()).isEqualTo(1);
  }

  @Test
  void aRefusedQuestionIsThrownAndNotAskedAgain() {
    var refusal =
        Map.of("error_code", "RATE_LIMITED", "message", "30 a minute", "remedy", "Wait 12 s.");
    try (var house =
        new ScriptedHouse(
            900,
            (socket, connection, said) ->
                socket.send(Json.write(Map.of("type", "error", "data", refusal))))) {
      assertThatThrownBy(() -> ask(house)).hasMessage("30 a minute");
      assertThat(house.heard).hasSize(1);
    }
  }

  @Test
  void anEndedSessionIsNotTriedAgain() {
    try (var house =
        new ScriptedHouse(
            900, (socket, connection, said) -> socket.close(ErrorCode.SESSION_ENDED))) {
      assertThatThrownBy(() -> ask(house))
          .isInstanceOfSatisfying(
              ApexException.class,
              refused -> assertThat(refused.code()).isEqualTo(ErrorCode.SESSION_ENDED));
      assertThat(house.connections()).isEqualTo(1);
    }
  }

  @Test
  void aHouseThatStaysAwayIsGivenUpOnWithWhatWasHeard() {
    var house =
        new ScriptedHouse(
            900,
            (socket, connection, said) -> {
              ScriptedHouse.accept(socket, said, false);
              ScriptedHouse.tell(socket, 0, 2, EVENTS);
            });
    try (var session = house.session();
        var conversation = new Conversation(session)) {
      assertThatThrownBy(() ->
              conversation.ask(
                  "why?",
                  event -> {
                    if (event.seq() == 2) house.close();
                  }))
          .hasMessageContaining("lost after 2 events");
    }
  }

  @Test
  void aHouseThatClosesAgainAndAgainIsGivenUpOn() {
    try (var house =
        new ScriptedHouse(900, (socket, connection, said) -> socket.close(ErrorCode.NOT_READY))) {
      assertThatThrownBy(() -> ask(house)).hasMessageContaining("closed again and again");
      assertThat(house.connections()).isEqualTo(4);
    }
  }

  @Test
  void stoppingAsksTheHouseToStopTheRun() {
    try (var house =
            new ScriptedHouse(
                900,
                (socket, connection, said) -> {
                  if (said.path("type").asString().equals("stop_agent"))
                    ScriptedHouse.tell(socket, 1, 2, 2);
                  else {
                    ScriptedHouse.accept(socket, said, false);
                    ScriptedHouse.tell(socket, 0, 1, 2);
                  }
                });
        var session = house.session();
        var conversation = new Conversation(session)) {
      var answer =
          conversation.ask(
              "why?",
              event -> {
                if (event.seq() == 1) conversation.stop();
              });
      assertThat(answer.events()).isEqualTo(2);
      assertThat(house.heard.getLast().path("run_id").asString()).isEqualTo("r1");
    }
  }

  @Test
  void aPingIsTimed() {
    try (var house =
            new ScriptedHouse(
                900, (socket, connection, said) -> socket.send("{\"type\":\"pong\",\"data\":{}}"));
        var session = house.session();
        var conversation = new Conversation(session)) {
      assertThat(conversation.ping()).isPositive();
    }
  }

  private Answer ask(ScriptedHouse.Script script) {
    try (var house = new ScriptedHouse(900, script)) {
      return ask(house);
    }
  }

  private Answer ask(ScriptedHouse house) {
    try (var session = house.session();
        var conversation = new Conversation(session)) {
      return conversation.ask("why?", event -> seqs.add(event.seq()));
    }
  }
}
