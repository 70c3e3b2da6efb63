package apex.backend.api;

import apex.edge.http.Request;
import apex.edge.http.Response;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Permission;
import apex.stores.postgres.IngestKey;
import apex.stores.postgres.KeyId;
import apex.stores.postgres.KeyStore;
import apex.stores.postgres.TokenHash;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Ingest keys over HTTP: `GET` and `POST /api/keys`, `DELETE /api/keys/{id}`. Owners only. A key
/// is shown once, when it is made; what is kept is its SHA-256.
public final class Keys {
  /// How every ingest key begins.
  static final String PREFIX = "apx_";

  private static final int KEY_BYTES = 32;
  private static final int NAME_CHARS_MAX = 100;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeyStore keys;
  private final Function<Request, Identity> callers;

  /// @param callers who a request's token proves to be asking
  public Keys(KeyStore keys, Function<Request, Identity> callers) {
    this.keys = keys;
    this.callers = callers;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
                "/api/keys",
                Endpoint.Access.TOKEN,
                "The ingest keys of the workspace, latest first; owners only",
                this::list)
            .answers(200, Listed.class),
        Endpoint.post(
                "/api/keys",
                Endpoint.Access.TOKEN,
                "A new ingest key, shown this once; owners only",
                this::create)
            .sent(Named.class)
            .answers(201, Made.class),
        Endpoint.delete(
            "/api/keys/{id}",
            Endpoint.Access.TOKEN,
            "Make an ingest key useless; owners only",
            this::revoke));
  }

  private Response list(Request request) {
    var owner = owner(request);
    return Response.json(
        new Listed(keys.list(owner.workspace().id()).stream().map(Line::of).toList()));
  }

  private Response create(Request request) throws IOException {
    var owner = owner(request);
    var name = request.json(Named.class).name().strip();
    var key = fresh();
    var made = keys.create(owner.workspace().id(), name, owner.user(), TokenHash.of(key));
    return Response.created(new Made(made.id().value(), made.name(), key, made.created()));
  }

  private Response revoke(Request request) {
    var owner = owner(request);
    if (!keys.revoke(owner.workspace().id(), id(request))) throw unknown();
    return Response.noContent();
  }

  private Identity owner(Request request) {
    var caller = callers.apply(request);
    caller.require(Permission.ADMINISTER);
    return caller;
  }

  private static KeyId id(Request request) {
    try {
      return KeyId.parse(request.parameter("id"));
    } catch (IllegalArgumentException notAnId) {
      throw unknown();
    }
  }

  private static ApexException unknown() {
    return new ApexException(ErrorCode.NOT_FOUND, "there is no such key here");
  }

  private static String fresh() {
    var random = new byte[KEY_BYTES];
    RANDOM.nextBytes(random);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  record Named(String name) {
    Named {
      if (name.isBlank() || name.length() > NAME_CHARS_MAX)
        throw new IllegalArgumentException(
            "name must be 1 to %d characters".formatted(NAME_CHARS_MAX));
    }
  }

  record Made(UUID id, String name, String key, Instant createdAt) {}

  record Listed(List<Line> keys) {}

  record Line(
      UUID id,
      String name,
      Instant createdAt,
      Optional<Instant> lastUsedAt,
      Optional<Instant> revokedAt) {
    static Line of(IngestKey key) {
      return new Line(key.id().value(), key.name(), key.created(), key.lastUsed(), key.revoked());
    }
  }
}
