package apex.ops.house;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// One person signed in to one workspace. Tokens stay in memory and are renewed before they expire;
/// closing it signs out. Safe for many threads.
public final class Session implements AutoCloseable {
  private static final int NAMES_SHOWN = 10;
  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final HouseClient house;
  private final ReentrantLock renewing = new ReentrantLock();
  private volatile Token token;

  Session(HouseClient house, Token token) {
    this.house = house;
    this.token = token;
  }

  public HouseClient house() {
    return house;
  }

  public String userId() {
    return token.userId();
  }

  public String email() {
    return token.email();
  }

  public WorkspaceView workspace() {
    return token.workspace();
  }

  public Reply get(String path) {
    return call("GET", path, BodyPublishers.noBody());
  }

  public Reply post(String path, Object body) {
    return HouseClient.good(authorized(() -> house.post(path, body), house.settings().reply()));
  }

  public Reply put(String path, Object body) {
    return HouseClient.good(
        authorized(() -> house.sending("PUT", path, body), house.settings().reply()));
  }

  public Reply delete(String path) {
    return call("DELETE", path, BodyPublishers.noBody());
  }

  /// Sends `body`, which may be large, once: it is not sent again when the token was refused.
  public Reply upload(String path, BodyPublisher body) {
    renewWhenStale();
    var request = HttpRequest.newBuilder(house.address(path)).POST(body);
    return HouseClient.good(house.send(bearing(request), house.settings().upload()));
  }

  /// As [#upload], for an answer too large to hold; to be closed.
  public InputStream uploadFor(String path, BodyPublisher body) {
    renewWhenStale();
    var request = HttpRequest.newBuilder(house.address(path)).POST(body);
    return house.open(bearing(request), house.settings().upload()).body();
  }

  /// An answer too large to hold, with its headers; its body is to be closed.
  public HttpResponse<InputStream> open(String path) {
    renewWhenStale();
    return house.open(
        bearing(HttpRequest.newBuilder(house.address(path)).GET()), house.settings().upload());
  }

  /// Moves this session to another workspace of the same account.
  ///
  /// @param nameOrId its id, or its name where no other of the account's workspaces has it
  public void use(String nameOrId) {
    var id = ID.matcher(nameOrId).matches() ? nameOrId : idOf(nameOrId);
    var request = bearing(house.post("/auth/workspaces/use", Map.of("workspace_id", id)));
    become(Token.from(house.send(request, house.settings().reply())));
  }

  private String idOf(String name) {
    var all = get("/auth/workspaces").tree().path("workspaces");
    var found =
        all.valueStream().filter(one -> one.path("name").asString("").equals(name)).toList();
    if (found.size() == 1) return found.getFirst().path("id").asString();
    throw found.isEmpty() ? unknown(name, names(all)) : ambiguous(name, found.size());
  }

  private static String names(JsonNode workspaces) {
    return workspaces
        .valueStream()
        .limit(NAMES_SHOWN)
        .map(one -> "'" + one.path("name").asString("") + "'")
        .collect(Collectors.joining(", "));
  }

  private static ApexException unknown(String name, String known) {
    return new ApexException(
        ErrorCode.NOT_FOUND,
        "no workspace of yours has the name '%s'; you have %s".formatted(name, known),
        "Choose one of these, or make one with ./apex workspace create.");
  }

  private static ApexException ambiguous(String name, int count) {
    return new ApexException(
        ErrorCode.INVALID_REQUEST,
        "%d of your workspaces are named '%s'".formatted(count, name),
        "Say which by its id; ./apex workspace list shows them.");
  }

  /// A ticket for one WebSocket connection, good once and for seconds.
  public String ticket() {
    return post("/api/ws-tickets", Map.of()).tree().path("ticket").asString();
  }

  private Reply call(String method, String path, BodyPublisher body) {
    return HouseClient.good(
        authorized(
            () -> HttpRequest.newBuilder(house.address(path)).method(method, body),
            house.settings().reply()));
  }

  private HttpResponse<String> authorized(
      java.util.function.Supplier<HttpRequest.Builder> request, Duration patience) {
    renewWhenStale();
    var used = token;
    var answer = house.send(bearing(request.get()), patience);
    if (answer.statusCode() != 401 || !expired(answer)) return answer;
    renew(used);
    return house.send(bearing(request.get()), patience);
  }

  private static boolean expired(HttpResponse<String> answer) {
    return Problem.of(answer.statusCode(), answer.body()).code() == ErrorCode.TOKEN_EXPIRED;
  }

  private HttpRequest.Builder bearing(HttpRequest.Builder request) {
    return request.header("Authorization", "Bearer " + token.access().reveal());
  }

  private void renewWhenStale() {
    var present = token;
    if (present.stale()) renew(present);
  }

  /// Only the first of several threads renews: a refresh cookie is good once, and using it again
  /// would end the session.
  private void renew(Token refused) {
    renewing.lock();
    try {
      if (token == refused)
        become(Token.from(house.send(refresh(refused), house.settings().reply())));
    } finally {
      renewing.unlock();
    }
  }

  private HttpRequest.Builder refresh(Token old) {
    var cookie =
        old.refresh()
            .orElseThrow(() ->
                new ApexException(
                    ErrorCode.TOKEN_EXPIRED, "the token expired and cannot be refreshed"));
    return HttpRequest.newBuilder(house.address("/auth/refresh"))
        .header("Cookie", "apex_refresh=" + cookie.reveal())
        .POST(BodyPublishers.noBody());
  }

  private void become(Token next) {
    token = token.followedBy(next);
  }

  /// Signs out. A house that does not answer any more is left alone: the session expires there.
  @Override
  public void close() {
    try {
      post("/auth/logout", Map.of());
    } catch (ApexException gone) {
      // nothing is left to do for a client that leaves
    }
  }
}
