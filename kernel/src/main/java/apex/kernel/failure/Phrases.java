package apex.kernel.failure;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Error texts of unknown origin, such as lines of a log: the known phrases, the most telling
/// first. A wrong call comes before the connection it was made on: `Database connection failed: …
/// should be explicitly declared as text(…)` says nothing about the database.
public final class Phrases {
  private record Phrase(Pattern pattern, Function<Matcher, Failure> reading) {}

  private static final Pattern IP_ADDRESS =
      Pattern.compile("(\\d{1,3}\\.){3}\\d{1,3}|\\[?[0-9a-fA-F]*:[0-9a-fA-F:.]+]?");

  private static final List<Phrase> PHRASES =
      List.of(
          // A client library that is called as an older or newer version of it wants to be.
          caller("unexpected keyword argument '([^']+)'"),
          caller("missing \\d+ required (positional|keyword-only) argument"),
          caller("takes \\d+ positional arguments? but \\d+ (was|were) given"),
          caller("should be explicitly declared as text\\("),
          caller("has no attribute '([^']+)'"),
          caller("cannot import name '([^']+)'"),
          caller("name '([^']+)' is not defined"),
          caller("no(t| such) (method|field|function)\\b"),
          caller("syntax error"),
          caller("unknown command|wrong number of arguments for"),
          new Phrase(
              // redis-py puts the resolver's code where one expects an errno.
              Pattern.compile("Error (-\\d{1,2}) connecting to (.+?):(\\d+)"),
              Phrases::resolverCode),
          new Phrase(
              Pattern.compile("Error (\\d{1,3}) connecting to"),
              found -> Taxonomy.errno(number(found), found.group())),
          new Phrase(
              Pattern.compile("\\[Errno (-\\d{1,2})]"),
              found -> Taxonomy.resolver(number(found), found.group())),
          new Phrase(
              Pattern.compile("\\[Errno (\\d{1,3})]"),
              found -> Taxonomy.errno(number(found), found.group())),
          resolver("temporary failure in name resolution|EAI_AGAIN", -3),
          resolver(
              "name or service not known|nodename nor servname|no such host|EAI_NONAME|ENOTFOUND",
              -2),
          resolver("no address associated with hostname|EAI_NODATA", -5),
          resolver("non-recoverable failure in name resolution", -4),
          plain("SQLSTATE[ :=\\[]*([0-9A-Z]{5})", f -> Taxonomy.sqlState(f.group(1), f.group())),
          plain("Code: (\\d+)\\. DB::", f -> Taxonomy.clickHouse(number(f), f.group())),
          of(Category.AUTHENTICATION, "password authentication failed|no pg_hba\\.conf entry"),
          of(Category.AUTHENTICATION, "\\b(NOAUTH|WRONGPASS|NOPERM)\\b|invalid password"),
          of(Category.CAPACITY, "too many (connections|clients)|max number of clients"),
          of(Category.CAPACITY, "too many open files|no space left on device|out of memory"),
          of(Category.CONFIGURATION, "database \"[^\"]*\" does not exist"),
          plain(
              "certificate has expired|certificate_expired|NotAfter:",
              f -> Taxonomy.tlsAlert("certificate_expired", f.group())),
          plain(
              "PKIX path|self.signed certificate|unable to get local issuer|unknown_ca",
              f -> Taxonomy.tlsAlert("unknown_ca", f.group())),
          of(Category.TLS, "SSL|TLS|handshake|certificate"),
          of(Category.REFUSED, "connection refused|ECONNREFUSED"),
          of(Category.TIMEOUT, "timed? ?out|deadline exceeded|ETIMEDOUT|no answer within"),
          of(
              Category.UNREACHABLE,
              "connection reset|broken pipe|no route to host|network is unreachable"
                  + "|closed (the )?connection|unexpected end|end of stream|premature EOF"
                  + "|ECONNRESET|EHOSTUNREACH|connection (was )?aborted|socket closed"));

  private Phrases() {}

  /// What `text` says, or empty when no phrase of it is known. The cause is the whole text.
  public static Optional<Failure> read(String text) {
    for (var phrase : PHRASES) {
      var found = phrase.pattern().matcher(text);
      if (found.find()) return Optional.of(keeping(text, phrase.reading().apply(found)));
    }
    return Optional.empty();
  }

  private static Failure keeping(String text, Failure read) {
    var added = text.contains(read.cause()) ? text : text + " (" + read.cause() + ")";
    return read.withCause(added);
  }

  /// The resolver is never asked about an address: it was, so the setting holds more than that.
  private static Failure resolverCode(Matcher found) {
    int code = number(found);
    var host = found.group(2);
    var name = Taxonomy.resolverName(code);
    if (!IP_ADDRESS.matcher(host.strip()).matches())
      return Taxonomy.resolver(code, "name resolution of %s failed: %s".formatted(host, name));
    return Taxonomy.resolver(code, "name resolution failed, %s".formatted(name))
        .withRemedy(
            "Look at how the host setting is built: %s is an address and needs no name resolution, "
                    .formatted(host.strip())
                + "so a space, a newline or quotes around it made a name of it. Nothing was "
                + "connected to: this proves nothing about its subnet or port.");
  }

  private static int number(Matcher found) {
    return Integer.parseInt(found.group(1));
  }

  private static Phrase caller(String pattern) {
    return plain(
        pattern,
        found ->
            Failure.of(Category.CALLER, found.group())
                .withRemedy(
                    "Correct the call: the library that is installed wants it otherwise. "
                        + "The service that it was meant for is not at fault."));
  }

  private static Phrase resolver(String pattern, int code) {
    return plain(pattern, found -> Taxonomy.resolver(code, found.group()));
  }

  private static Phrase of(Category category, String pattern) {
    return plain(pattern, found -> Failure.of(category, found.group()));
  }

  private static Phrase plain(String pattern, Function<Matcher, Failure> reading) {
    return new Phrase(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE), reading);
  }
}
