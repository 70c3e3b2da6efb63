package apex.ops.audit.facts;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Tells text that looks like a secret. Never hands the secret on: only its kind and a masked form.
public final class Secrets {
  /// Shorter text is no token of any issuer below.
  public static final int LENGTH_MIN = 18;

  private static final int LENGTH_MAX = 4096;

  /// What a secret is and the little of it that may be shown.
  public record Found(String kind, String masked) {}

  private record Issued(String kind, Pattern pattern) {}

  /// Forms that issuers document for their tokens, each with a prefix of its own.
  private static final List<Issued> ISSUED =
      List.of(
          issued("an AWS access key", "(AKIA|ASIA)[A-Z2-7]{16}"),
          issued("a GitHub token", "(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,})"),
          issued("a GitLab token", "glpat-[A-Za-z0-9_-]{20,}"),
          issued("a Slack token", "xox[abprs]-[A-Za-z0-9-]{20,}"),
          issued("a Stripe key", "[sr]k_live_[A-Za-z0-9]{20,}"),
          issued("a Google API key", "AIza[A-Za-z0-9_-]{35}"),
          issued("a model provider's key", "sk-(ant-|proj-)?[A-Za-z0-9_-]{32,}"),
          issued("an npm token", "npm_[A-Za-z0-9]{36}"),
          issued("an ingest key", "apx_[A-Za-z0-9_-]{24,}"),
          issued(
              "a signed token",
              "eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{20,}"),
          issued(
              "a private key",
              "(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----\\s*(\\\\n)?[A-Za-z0-9+/=\\s\\\\]{40,}.*"));

  private static final Pattern LABEL =
      Pattern.compile(
          "(?i)(.*[_-])?(password|passwd|secret|secret_key|api_?key|access_?key|auth_?token|access_token|private_key|client_secret)");
  private static final Pattern PLACEHOLDER =
      Pattern.compile(
          "(?i).*(example|sample|dummy|fake|test|mock|placeholder|change|replace|your|xxx|\\*\\*\\*|todo|redacted|insert|secret|password|default|\\.\\.\\.|none|null|invalid|wrong|correct|demo|[<>{}$%\\s]).*|[a-z]+([_-][a-z]+)*|(.)\\3*|0?1234.*|abcd?.*",
          Pattern.DOTALL);

  private Secrets() {}

  private static Issued issued(String kind, String pattern) {
    return new Issued(kind, Pattern.compile(pattern));
  }

  /// A quick look at the first letter after the quotes: false means surely none.
  public static boolean possible(byte[] bytes, int start, int end) {
    int at = start;
    while (at < end && bytes[at] != '"' && bytes[at] != '\'') at++;
    while (at < end && (bytes[at] == '"' || bytes[at] == '\'')) at++;
    if (at + 4 >= end) return false;
    return switch (bytes[at]) {
      case 'A' -> bytes[at + 1] == 'K' || bytes[at + 1] == 'S' || bytes[at + 1] == 'I';
      case 'g' -> bytes[at + 1] == 'h' || bytes[at + 1] == 'i' || bytes[at + 1] == 'l';
      case 'x' -> bytes[at + 1] == 'o' && bytes[at + 2] == 'x';
      case 's', 'r' -> bytes[at + 1] == 'k';
      case 'n' -> bytes[at + 1] == 'p' && bytes[at + 2] == 'm';
      case 'a' -> bytes[at + 1] == 'p' && bytes[at + 2] == 'x';
      case 'e' -> bytes[at + 1] == 'y' && bytes[at + 2] == 'J';
      case '-' -> bytes[at + 1] == '-';
      default -> false;
    };
  }

  /// A text that is a token by its own form.
  public static Optional<Found> bare(String text) {
    if (text.length() < LENGTH_MIN || text.length() > LENGTH_MAX) return Optional.empty();
    return ISSUED.stream()
        .filter(form -> form.pattern().matcher(text).matches())
        .filter(form -> !repetitive(text))
        .map(form -> new Found(form.kind(), masked(text)))
        .findFirst();
  }

  /// Whether a name such as `password` says that its value is a secret.
  public static boolean label(String name) {
    return LABEL.matcher(name).matches();
  }

  /// A text under a name such as `password` that is not plainly a placeholder.
  public static Optional<Found> labelled(String label, String text) {
    if (text.length() < 8 || text.length() > 200 || !label(label)) return Optional.empty();
    if (PLACEHOLDER.matcher(text).matches() || entropy(text) < 3.0 || bare(text).isPresent())
      return Optional.empty();
    return mixed(text)
        ? Optional.of(new Found("a literal " + kindOf(label), masked(text)))
        : Optional.empty();
  }

  private static String kindOf(String label) {
    return label.toLowerCase(java.util.Locale.ROOT);
  }

  /// Letters and digits both: words alone are more often names of settings than secrets.
  private static boolean mixed(String text) {
    return text.chars().anyMatch(Character::isDigit) && text.chars().anyMatch(Character::isLetter);
  }

  /// A run such as `xxxx` or `0000` that no generator makes.
  private static boolean repetitive(String text) {
    return entropy(text.substring(Math.min(4, text.length()))) < 2.5;
  }

  /// Bits a character.
  private static double entropy(String text) {
    var counts = new int[128];
    text.chars().forEach(c -> counts[c & 127]++);
    double bits = 0;
    for (var count : counts)
      if (count > 0)
        bits -= (double) count / text.length() * Math.log((double) count / text.length());
    return bits / Math.log(2);
  }

  private static String masked(String text) {
    return text.substring(0, Math.min(4, text.length() / 4)) + "***";
  }
}
