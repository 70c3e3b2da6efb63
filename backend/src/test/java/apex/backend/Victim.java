package apex.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import apex.edge.json.Json;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/// Someone who has one of everything.
///
/// @param ids of all that is theirs, by the word that a request names it with
/// @param marks texts that nobody else may see
record Victim(Person person, Map<String, String> ids, Set<String> marks) {
  private static final int CALLS = 60;
  private static final String ROUTE = "victims-route-5e1f";
  private static final String USER = "victims-user-77a0";
  private static final String QUESTION = "Where does the money of the victims go?";

  static Victim in(RunningBackend house) {
    var person = house.someone();
    var ids = new HashMap<String, String>();
    ids.put("workspace", person.identity().workspace().id().toString());
    ids.put("user", USER);
    ids.put(
        "import",
        person
            .imports(usage(), "provider=openai&name=victims-file-9c4d")
            .path("import_id")
            .asString());
    ids.put("key", made(person, "POST", "/api/keys", "{\"name\":\"victims-key-31bb\"}"));
    ids.put(
        "override",
        made(
            person,
            "PUT",
            "/api/prices/overrides",
            "{\"kind\":\"price\",\"provider\":\"openai\",\"model\":\"gpt-4o-mini\",\"source\":\"victims-contract-04e2\",\"usd_per_million\":{\"input\":\"0.1\",\"output\":\"0.4\"}}"));
    ids.put(
        "repricing",
        made(
            person,
            "POST",
            "/api/repricings",
            "{\"from\":\"2015-01-01\",\"to\":\"2027-01-01\",\"prices_at\":\"2024-05-20\"}"));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            person
                .get("/api/repricings/" + ids.get("repricing"))
                .path("state")
                .asString()
                .equals("completed"));
    ids.put(
        "group",
        person
            .get("/api/semantics")
            .path("groups")
            .path(0)
            .path("id")
            .asString("0123456789abcdef"));
    person.send("POST", "/api/retention", "{\"days\":3650,\"dry_run\":false}");
    person.send("POST", "/api/erasure", "{\"user\":\"somebody\",\"dry_run\":false}");
    try (var line = person.connect()) {
      var run = line.ask(QUESTION);
      line.end(run);
      ids.put("run", run);
      ids.put("evidence", run + ".e2");
      ids.put(
          "thread",
          person.get("/api/threads").path("threads").path(0).path("thread_id").asString());
    }
    return new Victim(person, ids, marks(person, ids));
  }

  private static String usage() {
    var csv = new StringBuilder("timestamp,model,route,user,input_tokens,output_tokens\n");
    for (int i = 0; i < CALLS; i++)
      csv.append(
          "2026-06-%02dT10:00:00Z,gpt-4o,%s,%s,%d,77\n"
              .formatted(1 + i % 28, ROUTE, USER, 70_000 + i));
    return csv.toString();
  }

  private static String made(Person person, String method, String path, String body) {
    var answer = person.send(method, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    return Json.tree(answer.body()).path("id").asString();
  }

  private static Set<String> marks(Person person, Map<String, String> ids) {
    var marks = new HashSet<>(ids.values());
    marks.remove(ids.get("group")); // made of public names: any two workspaces may share it
    marks.addAll(
        List.of(
            ROUTE,
            QUESTION,
            "victims-file-9c4d",
            "victims-key-31bb",
            "victims-contract-04e2",
            person.identity().user().toString(),
            person.identity().session().toString(),
            person.get("/api/spend").path("total_cost_usd").asString()));
    return marks;
  }

  /// What they see of their own; it changes when somebody else reaches in.
  Map<String, Judge.Reply> state() {
    var state = new TreeMap<String, Judge.Reply>();
    for (var path :
        List.of(
            "/api/threads",
            "/api/threads/" + ids.get("thread") + "/messages",
            "/api/runs/" + ids.get("run"),
            "/api/imports",
            "/api/keys",
            "/api/prices/overrides",
            "/api/repricings",
            "/api/semantics",
            "/api/retention",
            "/api/spend",
            "/api/spend?by=route")) state.put(path, Judge.Reply.of(person.send("GET", path, "")));
    return state;
  }

  /// Ids of the same forms that name nothing.
  static Map<String, String> nobody() {
    var ids = new HashMap<String, String>();
    for (var word : List.of("workspace", "import", "key", "override", "repricing", "run", "thread"))
      ids.put(word, UUID.randomUUID().toString());
    ids.put("evidence", ids.get("run") + ".e2");
    ids.put("user", "nobody-at-all");
    ids.put("group", "fedcba9876543210");
    return ids;
  }
}
