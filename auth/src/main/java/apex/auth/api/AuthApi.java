package apex.auth.api;

import apex.auth.account.Email;
import apex.auth.account.Sessions;
import apex.auth.account.SignIn;
import apex.auth.account.SignUp;
import apex.auth.account.SignedIn;
import apex.auth.account.Tokens;
import apex.auth.account.Workspaces;
import apex.auth.token.SigningKeys;
import apex.edge.http.Handler;
import apex.edge.http.Request;
import apex.edge.http.Response;
import apex.edge.http.Routes;
import apex.edge.http.ServiceSecret;
import apex.edge.token.TokenVerifier;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Role;
import apex.kernel.identity.SessionId;
import apex.kernel.identity.WorkspaceId;
import apex.stores.postgres.NewWorkspace;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.function.BooleanSupplier;

/// Signing up, in and out, and the workspaces, over HTTP. Answers NOT_READY until the service has
/// started.
public final class AuthApi {
  private final Parts parts;
  private final BooleanSupplier started;
  private final RefreshCookie cookie;
  private final Caller caller;

  /// What it speaks for.
  ///
  /// @param secureCookies false in development alone
  public record Parts(
      SignUp signUp,
      SignIn signIn,
      Sessions sessions,
      Workspaces workspaces,
      Tokens tokens,
      TokenVerifier verifier,
      SigningKeys keys,
      ServiceSecret secret,
      boolean secureCookies) {}

  public AuthApi(Parts parts, BooleanSupplier started) {
    this.parts = parts;
    this.started = started;
    this.cookie = new RefreshCookie(parts.tokens().refreshLifetime(), parts.secureCookies());
    this.caller = new Caller(parts.secret());
  }

  public Routes.Builder addTo(Routes.Builder routes) {
    return routes
        .post("/auth/register", once(this::register))
        .post("/auth/login", once(this::login))
        .post("/auth/refresh", once(this::refresh))
        .post("/auth/logout", once(this::logout))
        .get("/auth/me", once(this::me))
        .post("/auth/password", once(this::changePassword))
        .get("/auth/sessions", once(this::sessions))
        .delete("/auth/sessions/{id}", once(this::endSession))
        .get("/auth/workspaces", once(this::workspaces))
        .post("/auth/workspaces", once(this::createWorkspace))
        .post("/auth/workspaces/use", once(this::useWorkspace))
        .post("/auth/workspaces/join", once(this::joinWorkspace))
        .post("/auth/workspaces/{id}/invitations", once(this::invite))
        .post("/auth/validate-token-and-get-user", once(this::validate))
        .get("/auth/session-ends", once(this::sessionEnds))
        .get("/.well-known/jwks.json", once(this::jwks));
  }

  private Handler once(Handler handler) {
    return request -> {
      if (!started.getAsBoolean())
        throw new ApexException(
            ErrorCode.NOT_READY, "auth is starting: /health/startup says how far it is");
      return handler.answer(request);
    };
  }

  private Response register(Request request) throws IOException {
    var body = request.json(Asked.Register.class);
    var made =
        parts
            .signUp()
            .register(
                Email.parse(body.email()), body.password(), body.invitation(), caller.of(request));
    return Response.created(Answered.Registered.of(made));
  }

  private Response login(Request request) throws IOException {
    var body = request.json(Asked.Login.class);
    return token(
        parts
            .signIn()
            .login(
                Email.parse(body.email()),
                body.password(),
                body.workspaceId(),
                caller.of(request)));
  }

  private Response refresh(Request request) {
    return token(parts.sessions().refresh(cookie.of(request)));
  }

  private Response logout(Request request) {
    parts.sessions().logout(identity(request));
    return Response.noContent().with(cookie.removed());
  }

  private Response me(Request request) {
    var identity = identity(request);
    var account = parts.signIn().account(identity);
    var membership =
        parts.workspaces().of(identity).stream()
            .filter(each -> each.workspace().id().equals(identity.workspace().id()))
            .findFirst()
            .orElseThrow(() -> new ApexException(ErrorCode.NOT_FOUND, "no such workspace"));
    return Response.json(
        new Answered.Me(
            Answered.User.of(account), Answered.Workspace.of(membership), identity.session()));
  }

  private Response changePassword(Request request) throws IOException {
    var identity = identity(request);
    var body = request.json(Asked.Change.class);
    parts.signIn().changePassword(identity, body.current(), body.next(), caller.of(request));
    return Response.noContent();
  }

  private Response sessions(Request request) {
    var identity = identity(request);
    var live =
        parts.sessions().live(identity).stream()
            .map(session ->
                new Answered.Session(
                    session.id(),
                    session.created(),
                    session.lastSeen(),
                    session.userAgent(),
                    session.id().equals(identity.session())))
            .toList();
    return Response.json(new Answered.Sessions(live));
  }

  private Response endSession(Request request) {
    parts.sessions().end(identity(request), request.parameter("id", SessionId::parse));
    return Response.noContent();
  }

  private Response workspaces(Request request) {
    var all =
        parts.workspaces().of(identity(request)).stream().map(Answered.Workspace::of).toList();
    return Response.json(new Answered.Workspaces(all));
  }

  private Response createWorkspace(Request request) throws IOException {
    var identity = identity(request);
    var made = parts.workspaces().create(identity, wanted(request.json(Asked.Create.class)));
    return Response.created(Answered.Workspace.of(made));
  }

  private Response useWorkspace(Request request) throws IOException {
    var identity = identity(request);
    return token(parts.sessions().use(identity, request.json(Asked.Use.class).workspaceId()));
  }

  private Response joinWorkspace(Request request) throws IOException {
    var account = parts.signIn().account(identity(request));
    var joined = parts.workspaces().join(account, request.json(Asked.Join.class).invitation());
    return Response.json(Answered.Workspace.of(joined));
  }

  private Response invite(Request request) throws IOException {
    var identity = identity(request);
    var workspace = request.parameter("id", WorkspaceId::parse);
    var body = request.json(Asked.Invite.class);
    var invited =
        parts
            .workspaces()
            .invite(identity, workspace, Email.parse(body.email()), role(body.role()));
    var invitation = invited.invitation();
    return Response.created(
        new Answered.Invitation(
            invited.token().reveal(),
            invitation.email(),
            invitation.role().label(),
            invitation.expires()));
  }

  private Response validate(Request request) throws IOException {
    var token = request.json(Asked.Token.class).token();
    var verified = parts.verifier().verify(token.reveal());
    var account = parts.signIn().account(verified.identity());
    return Response.json(Answered.Valid.of(verified, account));
  }

  private Response sessionEnds(Request request) {
    parts.secret().require(request);
    var after = request.query("after", Long::parseLong).orElse(0L);
    var ends = parts.sessions().endsAfter(after).stream().map(Answered.End::of).toList();
    return Response.json(new Answered.Ends(ends, ends.isEmpty() ? after : ends.getLast().n()));
  }

  private Response jwks(Request request) {
    return Response.text("application/jwk-set+json", parts.keys().jwks())
        .with("Cache-Control", "public, max-age=60");
  }

  private Response token(SignedIn signedIn) {
    var response = Response.json(Answered.Token.of(signedIn, parts.tokens().accessLifetime()));
    return signedIn.refresh().map(cookie::holding).map(response::with).orElse(response);
  }

  private Identity identity(Request request) {
    return parts.verifier().identify(request.bearer());
  }

  private static NewWorkspace wanted(Asked.Create body) {
    try {
      return new NewWorkspace(
          body.name(), body.billingZone().orElse(ZoneOffset.UTC), body.sample().orElse(false));
    } catch (IllegalArgumentException broken) {
      throw new ApexException(ErrorCode.INVALID_REQUEST, "name: " + broken.getMessage(), broken);
    }
  }

  private static Role role(String label) {
    try {
      return Role.parse(label);
    } catch (IllegalArgumentException unknown) {
      throw new ApexException(
          ErrorCode.INVALID_REQUEST, String.valueOf(unknown.getMessage()), unknown);
    }
  }
}
