package apex.ops.command;

import apex.kernel.environment.Secret;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.house.Query;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import apex.ops.terminal.Table;
import java.io.Console;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// The account that signs in.
@Command(
    name = "account",
    description = "Your account: change the password, see where you are signed in.",
    footer = {
      "",
      "Examples:",
      "  ./apex account password",
      "  ./apex account sessions",
      "  ./apex account sessions end 4be0643f-1d98-573b-97cd-ca98a65347dd"
    })
public final class Accounts extends CommandGroup {
  private final Surroundings surroundings;

  public Accounts(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Command(
      name = "password",
      description = {
        "Change the password. Every other session of the account ends.",
        "APEX_HOME/credentials.json is renewed when it held the old one."
      },
      footer = {
        "",
        "Examples:",
        "  ./apex account password",
        "  ./apex account password --new-password-file new.txt"
      })
  int password(
      @Mixin Access access,
      @Option(
              names = "--new-password-file",
              paramLabel = "FILE",
              description = "File with the new password; else asked on a terminal.")
          Optional<Path> file) {
    var found = access.find(surroundings);
    var old = access.credentials(surroundings, found);
    var next = file.map(Access::password).orElseGet(this::asked);
    try (var session = access.signIn(surroundings)) {
      session.post(
          "/auth/password", Map.of("current", old.password().reveal(), "new", next.reveal()));
      found.folder().renewPassword(old.email(), next);
      surroundings.terminal().out().println("The password is changed; other sessions have ended.");
      return ExitCode.WELL;
    }
  }

  private Secret asked() {
    var console =
        surroundings
            .terminal()
            .person()
            .orElseThrow(() ->
                new ApexException(
                    ErrorCode.INVALID_REQUEST,
                    "the new password is not known",
                    "Give --new-password-file, or run it on a terminal."));
    return twice(console);
  }

  private static Secret twice(Console console) {
    var once = console.readPassword("New password: ");
    var again = console.readPassword("Again: ");
    if (once == null || !Arrays.equals(once, again) || once.length == 0)
      throw new ApexException(ErrorCode.INVALID_REQUEST, "the two passwords must be the same");
    return new Secret(new String(once));
  }

  @Command(
      name = "sessions",
      description = "Where you are signed in; end a session with: sessions end ID.",
      footer = {"", "Examples:", "  ./apex account sessions", "  ./apex account sessions end ID"})
  int sessions(
      @Mixin Access access,
      @Parameters(arity = "0..2", paramLabel = "end ID", description = "End this session.")
          List<String> action,
      @Option(names = "--json", description = "Print the list as the house sent it.")
          boolean json) {
    var ending = ending(action);
    try (var session = access.signIn(surroundings)) {
      if (ending.isPresent()) return end(session, ending.get());
      var list = session.get("/auth/sessions");
      if (json) surroundings.terminal().out().println(list.text().strip());
      else show(Rows.of(list.tree(), "sessions"));
      return ExitCode.WELL;
    }
  }

  private static Optional<String> ending(@org.jspecify.annotations.Nullable List<String> action) {
    if (action == null || action.isEmpty()) return Optional.empty();
    if (action.size() == 2 && action.getFirst().equals("end")) return Optional.of(action.get(1));
    throw new ApexException(
        ErrorCode.INVALID_REQUEST,
        "sessions takes nothing or 'end ID', was '%s'".formatted(String.join(" ", action)),
        "See ./apex account sessions --help.");
  }

  private int end(apex.ops.house.Session session, String id) {
    session.delete("/auth/sessions/" + Query.escaped(id));
    surroundings.terminal().out().println("Ended session %s.".formatted(id));
    return ExitCode.WELL;
  }

  private void show(List<JsonNode> sessions) {
    var rows = sessions.stream().map(Accounts::row).toList();
    new Table(List.of("", "id", "since", "last used", "program"), rows)
        .print(surroundings.terminal());
  }

  private static List<String> row(JsonNode one) {
    return List.of(
        one.path("current").asBoolean(false) ? "*" : "",
        one.path("id").asString(Rows.text(one, "session_id")),
        Rows.moment(one, "created_at"),
        Rows.moment(one, "last_used_at"),
        Rows.text(one, "user_agent"));
  }
}
