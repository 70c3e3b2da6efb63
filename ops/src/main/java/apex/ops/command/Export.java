package apex.ops.command;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.house.Query;
import apex.ops.house.Session;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Gives usage out for other tools.
@Command(
    name = "export",
    description = "Give usage out in the form that other tools read.",
    footer = {"", "Examples:", "  ./apex export focus --month 2026-01 -o january.csv"})
public final class Export extends CommandGroup {
  private final Surroundings surroundings;

  public Export(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Command(
      name = "focus",
      description = {
        "A month as rows of the FinOps Open Cost and Usage Specification, in CSV.",
        "Calls without a price have no row; how many they are is said, and the exit code is 1."
      },
      footer = {
        "",
        "Examples:",
        "  ./apex export focus --month 2026-01 -o january.csv",
        "  ./apex export focus --month 2026-01 --version 1.5-draft > january.csv"
      })
  int focus(
      @Mixin Access access,
      @Option(names = "--month", required = true, paramLabel = "MONTH", description = "2026-01.")
          String month,
      @Option(
              names = "--version",
              paramLabel = "VERSION",
              defaultValue = "1.2",
              description = "1.2 or 1.5-draft (default: ${DEFAULT-VALUE}).")
          String version,
      @Option(
              names = "--as-of",
              paramLabel = "N",
              description = "Count the usage that an earlier answer counted.")
          Optional<String> asOf,
      @Option(
              names = {"-o", "--output"},
              paramLabel = "FILE",
              description = "Write here; it appears when it is whole.")
          Optional<Path> output) {
    var path =
        new Query()
            .with("month", month)
            .with("version", version)
            .with("as_of", asOf)
            .of("/api/export/focus");
    try (var session = access.signIn(surroundings)) {
      return save(session, path, output.map(surroundings.folder()::resolve));
    }
  }

  private int save(Session session, String path, Optional<Path> output) {
    var answer = session.open(path);
    try (var body = answer.body()) {
      if (output.isPresent())
        new WholeFile(output.get(), true).write(out -> copy(answer, body, out));
      else copy(answer, body, surroundings.terminal().out());
    } catch (IOException broken) {
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN,
          "the export could not be read or written to its end: " + broken.getMessage(),
          "Check the disk and the connection, and try it again.");
    }
    return tell(answer);
  }

  /// Refuses a file that is not the one the house told of.
  private static void copy(HttpResponse<InputStream> answer, InputStream body, OutputStream out)
      throws IOException {
    var digest = sha256();
    var through = new DigestOutputStream(out, digest);
    body.transferTo(through);
    through.flush();
    var said = "sha-256=:%s:".formatted(Base64.getEncoder().encodeToString(digest.digest()));
    if (!answer.headers().firstValue("content-digest").equals(Optional.of(said)))
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN, "the export broke off or changed on its way", "Try it again.");
  }

  private int tell(HttpResponse<InputStream> answer) {
    var unpriced = header(answer, "x-apex-unpriced-calls");
    surroundings
        .terminal()
        .err()
        .println(
            "%s rows, %s USD, as of %s; %s calls have no price and no row (with them %s to %s USD)."
                .formatted(
                    header(answer, "x-apex-rows"),
                    header(answer, "x-apex-total-usd"),
                    header(answer, "x-apex-as-of"),
                    unpriced,
                    header(answer, "x-apex-low-usd"),
                    header(answer, "x-apex-high-usd")));
    return unpriced.equals("0") ? ExitCode.WELL : ExitCode.FINDINGS;
  }

  private static String header(HttpResponse<InputStream> answer, String name) {
    return answer.headers().firstValue(name).orElse("?");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
