package apex.ops.doctor.probe;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.Category;
import apex.kernel.failure.Failure;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Something answers that is not what was asked for: another kind of server, which means a wrong
/// address, or bytes that nobody knows.
final class Stranger {
  private Stranger() {}

  static ApexException refusal(String wanted, byte[] first) {
    var text = new String(first, StandardCharsets.ISO_8859_1);
    return Wire.refusal(
        known(text, first)
            .map(other ->
                Failure.of(
                        Category.CONFIGURATION, "%s answers there, not %s".formatted(other, wanted))
                    .withRemedy("Correct the address in the topology: another service is there."))
            .orElseGet(() ->
                Failure.of(
                    Category.DATA,
                    "what answers is not %s; it begins with %s".formatted(wanted, shown(text)))));
  }

  private static Optional<String> known(String text, byte[] first) {
    if (text.startsWith("HTTP/")) return Optional.of("a web server");
    if (text.startsWith("SSH-")) return Optional.of("an SSH server");
    if (text.startsWith("+PONG") || text.startsWith("-ERR") || text.startsWith("-NOAUTH"))
      return Optional.of("Redis");
    if (text.startsWith("220 ")) return Optional.of("a mail or file server");
    if (first.length > 2 && first[0] == 0x15 && first[1] == 3) return Optional.of("a TLS server");
    if (first.length > 4 && first[4] == 0x0a && text.contains("mysql")) return Optional.of("MySQL");
    return Optional.empty();
  }

  private static String shown(String text) {
    var printable = text.replaceAll("[^\\x21-\\x7e ]", ".").strip();
    return "'" + printable.substring(0, Math.min(30, printable.length())) + "'";
  }
}
