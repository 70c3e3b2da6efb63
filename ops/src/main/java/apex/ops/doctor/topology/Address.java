package apex.ops.doctor.topology;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where a service is. Holds no secret: an address with one is refused.
///
/// @param path with its query, as it is asked; empty when there is none
/// @param encrypted whether TLS is spoken from the first byte
public record Address(
    String scheme,
    String host,
    int port,
    String path,
    boolean encrypted,
    Optional<String> sslMode) {
  private static final Pattern USER = Pattern.compile("//[^/@]*@");
  private static final Pattern SECRET_PARAMETER =
      Pattern.compile(
          "(?i)([?&;](?:[^=&]*(?:password|passwd|pwd|secret|token|api_?key|access_?key|signature)[^=&]*))=([^&#]*)");

  /// @throws IllegalArgumentException with the rule; the text is shown masked
  static Address of(ProbeKind kind, String text) {
    refuseOddCharacters(text);
    if (!masked(text).equals(text))
      throw new IllegalArgumentException(
          "must hold no secret, was %s: name the variables that hold it in username_env,"
                  .formatted(masked(text))
              + " password_env or headers_env");
    var uri = uri(text);
    var scheme = text.startsWith("jdbc:postgresql:") ? "jdbc:postgresql" : scheme(uri);
    if (!kind.schemes().contains(scheme))
      throw new IllegalArgumentException(
          "must begin with %s, was %s"
              .formatted(
                  String.join(" or ", kind.schemes().stream().map(s -> s + "://").toList()), text));
    return of(kind, scheme, uri, text);
  }

  private static Address of(ProbeKind kind, String scheme, URI uri, String text) {
    var host = Optional.ofNullable(uri.getHost()).orElse("");
    if (host.isEmpty())
      throw new IllegalArgumentException("must name a host, as scheme://host:port, was " + text);
    var encrypted = List.of("https", "wss", "rediss", "tls").contains(scheme);
    var port = uri.getPort() > 0 ? uri.getPort() : kind.port(encrypted);
    if (port == 0 && kind != ProbeKind.DNS)
      throw new IllegalArgumentException("must name a port, as %s://host:port".formatted(scheme));
    if (port > 65_535) throw new IllegalArgumentException("must have a port of 1 to 65535");
    return new Address(
        scheme, host.replaceAll("[\\[\\]]", ""), port, path(uri), encrypted, sslMode(uri));
  }

  /// A space, a newline or quotes around a host make a name of an address; a resolver is then asked
  /// for what needs none, and its failure looks like one of the network.
  private static void refuseOddCharacters(String text) {
    if (text.chars().anyMatch(c -> c <= ' ' || c == '"' || c == '\'' || c == 0x7f))
      throw new IllegalArgumentException(
          "must hold no space, newline or quotes, was '%s': look at how this setting is built"
              .formatted(masked(text).replaceAll("\\p{Cntrl}", "?")));
  }

  private static URI uri(String text) {
    try {
      return new URI(text.startsWith("jdbc:") ? text.substring(5) : text).parseServerAuthority();
    } catch (URISyntaxException odd) {
      throw new IllegalArgumentException(
          "must be an address, as scheme://host:port, was %s (%s)"
              .formatted(masked(text), odd.getReason()),
          odd);
    }
  }

  private static String scheme(URI uri) {
    return Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
  }

  private static String path(URI uri) {
    var path = Optional.ofNullable(uri.getRawPath()).orElse("");
    return Optional.ofNullable(uri.getRawQuery()).map(query -> path + "?" + query).orElse(path);
  }

  private static Optional<String> sslMode(URI uri) {
    var query = Optional.ofNullable(uri.getRawQuery()).orElse("");
    for (var part : query.split("&"))
      if (part.startsWith("sslmode=")) return Optional.of(part.substring("sslmode=".length()));
    return Optional.empty();
  }

  /// Fit to be shown to anyone, whatever it holds.
  public static String masked(String text) {
    return SECRET_PARAMETER.matcher(USER.matcher(text).replaceAll("//***@")).replaceAll("$1=***");
  }

  /// `host:port`, as it is connected to.
  public String authority() {
    return (host.contains(":") ? "[" + host + "]" : host) + (port == 0 ? "" : ":" + port);
  }

  /// The name of the database in a path such as `/apex?sslmode=require`.
  public String database() {
    return path.replaceFirst("^/", "").replaceFirst("[?].*$", "");
  }

  @Override
  public String toString() {
    return scheme + "://" + authority() + path;
  }
}
