package apex.backend;

import static org.assertj.core.api.Assertions.assertThat;

import apex.edge.json.Json;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Role;
import apex.kernel.identity.SessionId;
import apex.kernel.identity.UserId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Nothing crosses workspaces: every address, tool and frame of a real house is asked by an owner
/// of another workspace. What is new and not in these tables fails.
class StrangersTest {
  private static final RunningBackend HOUSE = RunningBackend.shared();
  private static final String NO_ID = "it names nothing of a workspace and says the same to all";

  /// How an address may be asked, and what that may tell.
  ///
  /// @param named about an object: the victim's is answered as one that never was
  /// @param own about the asker's workspace: the victim's house changes nothing in it
  /// @param writes into the asker's workspace: they change nothing of the victim's
  /// @param why it needs none of these; else empty
  private record Treatment(List<Ask> named, List<Ask> own, List<Ask> writes, String why) {
    static Treatment named(Ask... asks) {
      return new Treatment(List.of(asks), List.of(), List.of(), "");
    }

    static Treatment own(Ask... asks) {
      return new Treatment(List.of(), List.of(asks), List.of(), "");
    }

    static Treatment writes(Ask... asks) {
      return new Treatment(List.of(), List.of(), List.of(asks), "");
    }

    static Treatment open(String why) {
      return new Treatment(List.of(), List.of(), List.of(), why);
    }

    Treatment andNamed(Ask... asks) {
      return new Treatment(List.of(asks), own, writes, why);
    }

    Treatment andOwn(Ask... asks) {
      return new Treatment(named, List.of(asks), writes, why);
    }
  }

  /// @param path and `body` hold `{word}` where an id goes
  /// @param status of the answer about what is not the asker's
  private record Ask(String method, String path, String body, int status) {
    static Ask get(String path) {
      return new Ask("GET", path, "", 404);
    }

    static Ask post(String path, String body) {
      return new Ask("POST", path, body, 404);
    }

    static Ask put(String path, String body) {
      return new Ask("PUT", path, body, 404);
    }

    static Ask delete(String path) {
      return new Ask("DELETE", path, "", 404);
    }

    /// Where the asker's own workspace answers, about a name that it does not have.
    Ask answering(int other) {
      return new Ask(method, path, body, other);
    }

    Judge.Reply by(Person person, Map<String, String> ids) {
      return Judge.Reply.of(person.send(method, filled(path, ids), filled(body, ids)))
          .without(ids.values());
    }

    private static String filled(String text, Map<String, String> ids) {
      var filled = text;
      for (var id : ids.entrySet()) filled = filled.replace("{" + id.getKey() + "}", id.getValue());
      return filled;
    }
  }

  private static final Map<String, Treatment> ADDRESSES = new TreeMap<>();
  private static final Map<String, Treatment> TOOLS = new TreeMap<>();

  static {
    ADDRESSES.put("* /auth/**", Treatment.open("auth answers it, and its own test asks it"));
    ADDRESSES.put("GET /**", Treatment.open(NO_ID));
    ADDRESSES.put("GET /health", Treatment.open(NO_ID));
    ADDRESSES.put("GET /health/database", Treatment.open(NO_ID));
    ADDRESSES.put("GET /health/live", Treatment.open(NO_ID));
    ADDRESSES.put("GET /health/ready", Treatment.open(NO_ID));
    ADDRESSES.put("GET /health/startup", Treatment.open(NO_ID));
    ADDRESSES.put("GET /metrics", Treatment.open(NO_ID));
    ADDRESSES.put("GET /openapi.json", Treatment.open(NO_ID));
    ADDRESSES.put("GET /ws", Treatment.open("its frames are asked one by one below"));
    ADDRESSES.put("POST /mcp", Treatment.open("its tools are asked one by one below"));
    ADDRESSES.put("POST /api/ws-tickets", Treatment.writes(Ask.post("/api/ws-tickets", "")));
    ADDRESSES.put("GET /api/threads", Treatment.own(Ask.get("/api/threads")));
    ADDRESSES.put(
        "GET /api/threads/{id}/messages",
        Treatment.named(Ask.get("/api/threads/{thread}/messages")));
    ADDRESSES.put("GET /api/runs/{id}", Treatment.named(Ask.get("/api/runs/{run}")));
    ADDRESSES.put(
        "GET /api/runs/{id}/report",
        Treatment.named(
            Ask.get("/api/runs/{run}/report"),
            Ask.get("/api/runs/{run}/report?format=html"),
            Ask.get("/api/runs/{run}/report?format=csv"),
            Ask.get("/api/runs/{run}/report?format=json")));
    ADDRESSES.put("GET /api/discovery/services", Treatment.own(Ask.get("/api/discovery/services")));
    ADDRESSES.put("GET /api/evidence/{id}", Treatment.named(Ask.get("/api/evidence/{evidence}")));
    ADDRESSES.put(
        "POST /api/evidence/{id}/recompute",
        Treatment.named(Ask.post("/api/evidence/{evidence}/recompute", "")));
    ADDRESSES.put(
        "POST /api/usage/import",
        Treatment.writes(
            Ask.post(
                "/api/usage/import?format=csv&provider=openai&model=gpt-4o&route=mine&workspace_id={workspace}",
                "timestamp,input_tokens,output_tokens\n2026-06-01T00:00:00Z,1,1\n")));
    ADDRESSES.put("GET /api/imports", Treatment.own(Ask.get("/api/imports")));
    ADDRESSES.put("DELETE /api/imports/{id}", Treatment.named(Ask.delete("/api/imports/{import}")));
    ADDRESSES.put(
        "POST /v1/traces",
        Treatment.open("only an ingest key opens it, which names its workspace"));
    ADDRESSES.put("POST /v1/metrics", Treatment.open("as /v1/traces"));
    ADDRESSES.put("POST /v1/logs", Treatment.open("as /v1/traces"));
    ADDRESSES.put("GET /api/ingest/receipts", Treatment.own(Ask.get("/api/ingest/receipts")));
    ADDRESSES.put("GET /api/keys", Treatment.own(Ask.get("/api/keys")));
    ADDRESSES.put("POST /api/keys", Treatment.writes(Ask.post("/api/keys", "{\"name\":\"mine\"}")));
    ADDRESSES.put("DELETE /api/keys/{id}", Treatment.named(Ask.delete("/api/keys/{key}")));
    ADDRESSES.put(
        "GET /api/spend",
        Treatment.own(
                Ask.get("/api/spend"),
                Ask.get("/api/spend?by=route"),
                Ask.get("/api/spend?by=day&model=gpt-4o"),
                Ask.get("/api/spend?repricing=first"))
            .andNamed(Ask.get("/api/spend?repricing={repricing}")));
    ADDRESSES.put(
        "GET /api/export/focus",
        Treatment.own(Ask.get("/api/export/focus?month=2026-06&version=1.5-draft&as_of=1000000")));
    ADDRESSES.put(
        "GET /api/prices",
        Treatment.own(
            Ask.get("/api/prices?model=gpt-4o-mini&provider=openai"),
            Ask.get("/api/prices?model=gpt-4o&provider=openai")));
    ADDRESSES.put("GET /api/prices/names", Treatment.own(Ask.get("/api/prices/names")));
    ADDRESSES.put(
        "GET /api/prices/diff",
        Treatment.own(
            Ask.get("/api/prices/diff?a=2024-05-20&b=2026-06-01&from=2026-06-01&to=2026-07-01")));
    ADDRESSES.put("GET /api/prices/announced", Treatment.own(Ask.get("/api/prices/announced")));
    ADDRESSES.put(
        "GET /api/prices/check",
        Treatment.open("it compares the house's own two price lists, the same for all"));
    ADDRESSES.put("GET /api/prices/overrides", Treatment.own(Ask.get("/api/prices/overrides")));
    ADDRESSES.put(
        "PUT /api/prices/overrides",
        Treatment.writes(
            Ask.put(
                "/api/prices/overrides",
                "{\"kind\":\"price\",\"provider\":\"openai\",\"model\":\"gpt-4o\",\"source\":\"mine\",\"usd_per_million\":{\"input\":\"1\",\"output\":\"4\"}}")));
    ADDRESSES.put(
        "DELETE /api/prices/overrides/{id}",
        Treatment.named(Ask.delete("/api/prices/overrides/{override}")));
    ADDRESSES.put("GET /api/repricings", Treatment.own(Ask.get("/api/repricings")));
    ADDRESSES.put(
        "POST /api/repricings",
        Treatment.writes(
            Ask.post(
                "/api/repricings",
                "{\"from\":\"2015-01-01\",\"to\":\"2027-01-01\",\"prices_at\":\"2024-05-20\"}")));
    ADDRESSES.put(
        "GET /api/repricings/{id}", Treatment.named(Ask.get("/api/repricings/{repricing}")));
    ADDRESSES.put(
        "POST /api/repricings/{id}/adopt",
        Treatment.named(Ask.post("/api/repricings/{repricing}/adopt", "{\"what_if\":true}")));
    ADDRESSES.put(
        "DELETE /api/repricings/{id}", Treatment.named(Ask.delete("/api/repricings/{repricing}")));
    ADDRESSES.put("GET /api/semantics", Treatment.own(Ask.get("/api/semantics")));
    ADDRESSES.put(
        "PUT /api/semantics/{group}",
        Treatment.named(
            Ask.put(
                "/api/semantics/{group}",
                "{\"cache\":\"exclusive\",\"reasoning\":\"inclusive\",\"reason\":\"mine\"}")));
    ADDRESSES.put(
        "DELETE /api/semantics/{group}", Treatment.named(Ask.delete("/api/semantics/{group}")));
    ADDRESSES.put("GET /api/retention", Treatment.own(Ask.get("/api/retention")));
    ADDRESSES.put(
        "POST /api/retention",
        Treatment.writes(Ask.post("/api/retention", "{\"days\":1,\"dry_run\":false}")));
    ADDRESSES.put(
        "POST /api/erasure",
        Treatment.writes(
                Ask.post("/api/erasure", "{\"user\":\"{user}\",\"calls\":true,\"dry_run\":false}"))
            .andNamed(
                Ask.post("/api/erasure", "{\"user\":\"{user}\",\"calls\":true}").answering(200)));
    ADDRESSES.put("GET /api/workspaces", Treatment.own(Ask.get("/api/workspaces")));
    ADDRESSES.put(
        "POST /api/workspaces",
        Treatment.open("auth makes it, from the caller's own token; it names nothing there is"));

    TOOLS.put(
        "spend",
        Treatment.own(
            call("spend", "{\"by\":\"route\"}"),
            call("spend", "{\"routes\":[\"victims-route-5e1f\"]}")));
    TOOLS.put("forecast", Treatment.own(call("forecast", "{}"), call("forecast", "{\"days\":7}")));
    TOOLS.put(
        "findings",
        Treatment.named(call("findings", "{\"run_id\":\"{run}\"}")).andOwn(call("findings", "{}")));
    TOOLS.put(
        "evidence",
        Treatment.named(
            call("evidence", "{\"id\":\"{evidence}\"}"),
            call("evidence", "{\"id\":\"{evidence}\",\"recompute\":true}")));
    TOOLS.put(
        "ask",
        Treatment.named(
            call("ask", "{\"question\":\"And by route?\",\"thread_id\":\"{thread}\"}")));
    TOOLS.put("run", Treatment.named(call("run", "{\"run_id\":\"{run}\"}")));
  }

  /// A tool's failure is a result, sent with 200.
  private static Ask call(String tool, String arguments) {
    return Ask.post(
            "/mcp",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\",\"arguments\":%s}}"
                .formatted(tool, arguments))
        .answering(200);
  }

  private static Person stranger;
  private static Victim victim;
  private static Map<Ask, Judge.Reply> before;

  /// What the stranger sees of their own while the victim has nothing yet.
  @BeforeAll
  static void fillTheVictimsHouse() {
    stranger = HOUSE.someone();
    before = seen(Victim.nobody());
    victim = Victim.in(HOUSE);
  }

  private static Stream<Treatment> treatments() {
    return Stream.concat(ADDRESSES.values().stream(), TOOLS.values().stream());
  }

  private static Map<Ask, Judge.Reply> seen(Map<String, String> ids) {
    return treatments()
        .flatMap(treatment -> treatment.own().stream())
        .collect(Collectors.toMap(ask -> ask, ask -> ask.by(stranger, ids)));
  }

  @Test
  void everyAddressToolAndFrameIsClassified() {
    assertThat(Judge.unclassified(HOUSE.backend().addresses(), ADDRESSES.keySet())).isEmpty();
    assertThat(Judge.unclassified(tools(), TOOLS.keySet())).isEmpty();
    assertThat(Judge.unclassified(frames("ClientFrame"), CLIENT_FRAMES)).isEmpty();
    assertThat(Judge.unclassified(frames("ServerFrame"), SERVER_FRAMES)).isEmpty();
    treatments()
        .forEach(treatment ->
            assertThat(
                    treatment.why().isEmpty()
                        == (treatment.named().isEmpty()
                            && treatment.own().isEmpty()
                            && treatment.writes().isEmpty()))
                .as(treatment.toString())
                .isFalse());
  }

  @Test
  void anAddressWithAnIdIsAskedWithTheVictimsId() {
    ADDRESSES.forEach((address, treatment) -> {
      if (address.contains("{")) assertThat(treatment.named()).as(address).isNotEmpty();
    });
  }

  private static List<String> tools() {
    var listed =
        stranger.send("POST", "/mcp", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
    return Json.tree(listed.body())
        .path("result")
        .path("tools")
        .valueStream()
        .map(tool -> tool.path("name").asString())
        .toList();
  }

  private static List<String> frames(String family) {
    try {
      return Arrays.stream(Class.forName("apex.backend.api." + family).getPermittedSubclasses())
          .map(Class::getSimpleName)
          .toList();
    } catch (ClassNotFoundException gone) {
      throw new AssertionError(gone);
    }
  }

  @Test
  void whatIsTheVictimsIsAnsweredAsWhatNeverWas() {
    var nobody = Victim.nobody();
    assertNothingCrosses(stranger, nobody);
  }

  private static void assertNothingCrosses(Person asker, Map<String, String> nobody) {
    var faults = new ArrayList<String>();
    var asked = treatments().flatMap(treatment -> treatment.named().stream()).toList();
    assertThat(asked).hasSizeGreaterThan(15);
    for (var ask : asked) {
      var about = ask.by(asker, victim.ids());
      Judge.oracle(ask.status(), about, ask.by(asker, nobody))
          .forEach(fault -> faults.add(ask + " " + fault));
      Judge.leaks(victim.marks(), about).forEach(fault -> faults.add(ask + " " + fault));
      if (ask.path().equals("/mcp"))
        assertThat(about.body()).contains("NOT_FOUND").contains("\"isError\":true");
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void theVictimsHouseChangesNothingInTheStrangers() {
    var faults = new ArrayList<String>();
    before.forEach((ask, then) -> {
      var named = new Ask(ask.method(), within(ask.path()), ask.body(), ask.status());
      var now = named.by(stranger, victim.ids());
      if (!now.equals(then)) faults.add("%s was %s, is %s".formatted(named, then, now));
      Judge.leaks(victim.marks(), now).forEach(fault -> faults.add(named + " " + fault));
    });
    assertThat(before).hasSizeGreaterThan(15);
    assertThat(faults).isEmpty();
  }

  /// The same, naming the victim's workspace in the address too.
  private static String within(String path) {
    return path
        + (path.contains("?") ? "&" : "?")
        + "workspace_id={workspace}&workspace={workspace}";
  }

  @Test
  void whatIsOpenToAllShowsNothingOfTheVictims() {
    for (var path :
        List.of("/", "/health", "/health/database", "/health/startup", "/metrics", "/openapi.json"))
      assertThat(Judge.leaks(victim.marks(), Judge.Reply.of(stranger.send("GET", path, ""))))
          .as(path)
          .isEmpty();
  }

  @Test
  void nothingThatAStrangerDoesChangesTheVictimsHouse() {
    var state = victim.state();
    var attacker = HOUSE.someone();
    var faults = new ArrayList<String>();
    treatments()
        .flatMap(each -> Stream.concat(each.named().stream(), each.writes().stream()))
        .forEach(ask -> {
          var reply = ask.by(attacker, victim.ids());
          Judge.leaks(victim.marks(), reply).forEach(fault -> faults.add(ask + " " + fault));
        });
    assertThat(faults).isEmpty();
    assertThat(victim.state()).isEqualTo(state);
  }

  @Test
  void anotherMemberOfTheWorkspaceSeesNobodysConversations() {
    var mate =
        HOUSE.person(
            new Identity(
                UserId.random(),
                SessionId.random(),
                victim.person().identity().workspace(),
                Role.OWNER));
    assertThat(mate.get("/api/threads").path("threads").size()).isZero();
    var nobody = Victim.nobody();
    for (var ask :
        List.of(
            Ask.get("/api/threads/{thread}/messages"),
            Ask.get("/api/runs/{run}"),
            Ask.get("/api/evidence/{evidence}"),
            Ask.post("/api/evidence/{evidence}/recompute", ""),
            call("run", "{\"run_id\":\"{run}\"}"),
            call("findings", "{\"run_id\":\"{run}\"}"),
            call("ask", "{\"question\":\"And?\",\"thread_id\":\"{thread}\"}")))
      assertThat(Judge.oracle(ask.status(), ask.by(mate, victim.ids()), ask.by(mate, nobody)))
          .as(ask.toString())
          .isEmpty();
    assertThat(mate.get("/api/spend").path("calls").asInt()).isEqualTo(60); // which is theirs too
  }

  private static final Set<String> CLIENT_FRAMES =
      Set.of("UserMessage", "StopAgent", "Resume", "Ping");
  private static final Set<String> SERVER_FRAMES =
      Set.of("Established", "Accepted", "Pong", "Heartbeat", "Refused");

  @Test
  void aFrameAboutTheVictimsRunIsRefusedAndItsEventsReachNobodyElse() {
    var nobody = Victim.nobody();
    try (var line = HOUSE.someone().connect();
        var theirs = victim.person().connect()) {
      var live = theirs.ask("Where does the money of the victims go now?");
      for (var ids : List.of(victim.ids(), nobody)) {
        line.send(Map.of("type", "resume", "run_id", ids.get("run"), "after_seq", 0));
        line.send(Map.of("type", "stop_agent", "run_id", ids.get("run")));
        line.tell("And?", UUID.randomUUID().toString(), java.util.Optional.of(ids.get("thread")));
      }
      line.send(Map.of("type", "resume", "run_id", live, "after_seq", 0));
      line.send(Map.of("type", "stop_agent", "run_id", live));
      line.send(Map.of("type", "ping"));
      line.until(frame -> Person.Line.type(frame).equals("pong"));
      assertThat(theirs.end(live).path("type").asString()).isEqualTo("agent_completed");
      assertRefusedAlike(line, nobody, live);
      var own = line.ask("What did we spend?");
      line.end(own);
      var shown = String.join("\n", line.texts).replace(live, "LIVE");
      for (var word : victim.ids().values()) shown = shown.replace(word, "ID"); // in the refusals
      var marks = new TreeSet<>(victim.marks());
      assertThat(Judge.leaks(marks, Judge.Reply.of(200, Map.of(), shown))).isEmpty();
      assertThat(line.events(live)).isEmpty();
      assertThat(line.events(victim.ids().get("run"))).isEmpty();
      assertThat(line.events(own)).isNotEmpty();
    }
  }

  /// Of the victim's run, of none, and of one that is running: NOT_FOUND in the same words.
  private static void assertRefusedAlike(
      Person.Line line, Map<String, String> nobody, String live) {
    var refused =
        line.frames.stream()
            .filter(frame -> Person.Line.type(frame).equals("error"))
            .map(frame -> frame.path("data"))
            .toList();
    assertThat(refused).hasSize(8);
    assertThat(refused).allMatch(data -> data.path("error_code").asString().equals("NOT_FOUND"));
    var words =
        refused.stream()
            .map(data -> {
              var text = data.toString().replace(live, "ID");
              for (var ids : List.of(victim.ids(), nobody))
                for (var id : List.of(ids.get("run"), ids.get("thread")))
                  text = text.replace(id, "ID");
              return text;
            })
            .toList();
    assertThat(words.subList(0, 3)).isEqualTo(words.subList(3, 6));
    assertThat(words.subList(6, 8)).isEqualTo(words.subList(3, 5));
  }

  /// Whoever judges must see what is wrong: the victim's own answers, another status, other words,
  /// and what nobody classified.
  @Test
  void theJudgeCatchesEveryKindOfViolation() {
    var path = "/api/runs/" + victim.ids().get("run");
    var leak = Judge.Reply.of(victim.person().send("GET", path, ""));
    assertThat(Judge.leaks(victim.marks(), leak)).isNotEmpty();
    var missing = Judge.Reply.of(stranger.send("GET", path, ""));
    assertThat(Judge.oracle(404, missing, missing)).isEmpty();
    assertThat(Judge.oracle(404, leak, missing)).hasSize(2);
    var forbidden = new Judge.Reply(403, missing.headers(), missing.body());
    assertThat(Judge.oracle(404, forbidden, missing)).hasSize(2);
    var wordy = new Judge.Reply(404, missing.headers(), missing.body() + " ");
    assertThat(Judge.oracle(404, wordy, missing)).hasSize(1);
    var telling = new Judge.Reply(404, Map.of("X-Rows", "7"), missing.body());
    assertThat(Judge.oracle(404, telling, missing)).hasSize(1);
    assertThat(Judge.unclassified(List.of("GET /api/new"), Set.of("GET /api/old")))
        .containsExactly("nobody classified GET /api/new", "there is no GET /api/old");
  }
}
