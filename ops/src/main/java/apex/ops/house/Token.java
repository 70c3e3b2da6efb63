package apex.ops.house;

import apex.edge.json.Json;
import apex.kernel.environment.Secret;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// What sign-in answered, kept in memory only.
///
/// @param access sent as Bearer
/// @param refresh the cookie that gets the next one; empty when none was set
/// @param staleAt on the clock of [System#nanoTime]: a little before the access token expires
record Token(
    Secret access,
    Optional<Secret> refresh,
    long staleAt,
    String userId,
    String email,
    WorkspaceView workspace) {

  private static final Pattern COOKIE = Pattern.compile("^apex_refresh=([^;]+)");
  private static final Duration MARGIN = Duration.ofSeconds(30);

  /// Throws the house's refusal when there is one.
  static Token from(HttpResponse<String> answer) {
    var tree = Json.tree(HouseClient.good(answer).text());
    var lasts = Duration.ofSeconds(tree.path("expires_in").asLong(0)).minus(MARGIN);
    return new Token(
        new Secret(tree.path("access_token").asString()),
        cookie(answer),
        System.nanoTime() + lasts.toNanos(),
        tree.path("user").path("id").asString(),
        tree.path("user").path("email").asString(""),
        WorkspaceView.from(tree.path("workspace")));
  }

  boolean stale() {
    return System.nanoTime() - staleAt >= 0;
  }

  /// The new token, with the old cookie where no new one was set.
  Token followedBy(Token next) {
    return next.refresh().isPresent()
        ? next
        : new Token(
            next.access(), refresh, next.staleAt(), next.userId(), next.email(), next.workspace());
  }

  private static Optional<Secret> cookie(HttpResponse<String> answer) {
    return answer.headers().allValues("Set-Cookie").stream()
        .map(COOKIE::matcher)
        .filter(java.util.regex.Matcher::find)
        .map(found -> new Secret(found.group(1)))
        .findFirst();
  }
}
