package apex.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import apex.edge.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Every number of an answer comes out again, or says which input changed.
class EvidenceTest {
  private final RunningBackend house = RunningBackend.shared();

  private record Asked(Person person, String run, JsonNode result) {
    String address(String evidence) {
      return "/api/evidence/%s.%s".formatted(run, evidence);
    }

    JsonNode recomputed(String evidence) {
      var reply = person.send("POST", address(evidence) + "/recompute", "");
      assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
      return Json.tree(reply.body());
    }
  }

  private Asked asked(int calls) {
    return asked(importing(house, calls), GoldenPathTest.QUESTION);
  }

  private static Person importing(RunningBackend house, int calls) {
    var person = house.someone();
    person.imports(Usage.csv(calls), "provider=openai&model=gpt-4o&route=chat");
    return person;
  }

  private static Asked asked(Person person, String question) {
    try (var line = person.connect()) {
      var run = line.ask(question);
      return new Asked(person, run, GoldenPathTest.result(line.end(run)));
    }
  }

  @Test
  void everyEvidenceOfAnAnswerHoldsWhenItIsComputedAgain() {
    holds(asked(400));
  }

  @Test
  void whyTheSpendChangedHoldsWhenNoPeriodWasNamed() {
    var asked = asked(importing(house, 400), "Why did our spend go up?");
    assertThat(templates(asked.result())).contains("spend_change@1");
    holds(asked);
  }

  @Test
  void whatWasStudiedInTheBackgroundBeforeTheQuestionHolds() {
    try (var large = new RunningBackend(Map.of("STUDY_CALLS_MAX", "100"))) {
      var person = importing(large, 400);
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofSeconds(2))
          .until(() ->
              templates(asked(person, GoldenPathTest.QUESTION).result()).contains("told_calls@1"));
      var asked = asked(person, GoldenPathTest.QUESTION);
      assertThat(asked.result().path("unknown").toString()).contains("in the background");
      holds(asked);
    }
  }

  private static List<String> templates(JsonNode result) {
    return result
        .path("evidence")
        .valueStream()
        .map(evidence -> evidence.path("template").asString())
        .toList();
  }

  private static void holds(Asked asked) {
    var ids = new ArrayList<>(asked.result().path("evidence").propertyNames());
    assertThat(ids).hasSizeGreaterThan(8);
    for (var id : ids) {
      var proof = asked.recomputed(id);
      assertThat(proof.path("holds").asBoolean(false)).as("%s: %s", id, proof).isTrue();
      assertThat(proof.path("is"))
          .isEqualTo(asked.result().path("evidence").path(id).path("value"));
    }
  }

  @Test
  void whatComesLaterChangesNoProof() {
    var asked = asked(300);
    var total = asked.person().get(asked.address("e2")).path("evidence");
    assertThat(total.path("value").asString()).isEqualTo(Usage.cost(300));
    asked.person().imports(Usage.csv(350), "provider=openai&model=gpt-4o&route=chat");
    assertThat(asked.recomputed("e2").path("holds").asBoolean(false)).isTrue();
  }

  @Test
  void anotherPriceIsNamedAsTheInputThatChanged() {
    var asked = asked(250);
    var price =
        "{\"kind\":\"price\",\"provider\":\"openai\",\"model\":\"gpt-4o\",\"source\":\"contract 7\",\"usd_per_million\":{\"input\":\"1\",\"output\":\"4\"}}";
    var set = asked.person().send("PUT", "/api/prices/overrides", price);
    assertThat(set.statusCode()).as(set.body()).isBetween(200, 201);
    var proof = asked.recomputed("e2");
    assertThat(proof.path("holds").asBoolean(true)).isFalse();
    assertThat(proof.path("because").toString()).contains("price book");
  }

  @Test
  void whatRetentionRemovedIsToldByItsReceipt() {
    var asked = asked(200);
    var kept = asked.person().send("POST", "/api/retention", "{\"days\":1,\"dry_run\":false}");
    assertThat(kept.statusCode()).as(kept.body()).isEqualTo(200);
    var receipt = Json.tree(kept.body()).path("receipt").path("removal_id").asString();
    var proof = asked.recomputed("e2");
    assertThat(proof.path("holds").asBoolean(true)).isFalse();
    assertThat(proof.path("because").toString())
        .contains("removed: retention", "200 calls", receipt);
  }

  @Test
  void anAnswerKeepsTheCostsThatItCountedWhateverIsAdoptedLater() {
    var asked = asked(150);
    var begun =
        asked
            .person()
            .send(
                "POST",
                "/api/repricings",
                "{\"from\":\"2015-01-01\",\"to\":\"2027-01-01\",\"prices_at\":\"2024-05-20\"}");
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(201);
    var repricing = "/api/repricings/" + Json.tree(begun.body()).path("id").asString();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> asked.person().get(repricing).path("state").asString().equals("completed"));
    var adopted = asked.person().send("POST", repricing + "/adopt", "{\"what_if\":true}");
    assertThat(adopted.statusCode()).as(adopted.body()).isEqualTo(200);
    assertThat(asked.recomputed("e2").path("holds").asBoolean(false)).isTrue();
    try (var line = asked.person().connect()) {
      var run = line.ask(GoldenPathTest.QUESTION);
      var result = GoldenPathTest.result(line.end(run));
      assertThat(result.path("unknown").toString()).contains("adopted repricing (set 1)");
    }
  }

  @Test
  void anEvidenceIsItsOwnersAndMustExist() {
    var asked = asked(10);
    var stranger = house.someone();
    assertThat(stranger.send("GET", asked.address("e2"), "").statusCode()).isEqualTo(404);
    assertThat(stranger.send("POST", asked.address("e2") + "/recompute", "").statusCode())
        .isEqualTo(404);
    assertThat(asked.person().send("GET", asked.address("e999"), "").statusCode()).isEqualTo(404);
    assertThat(asked.person().send("GET", "/api/evidence/e2", "").statusCode()).isEqualTo(400);
  }
}
