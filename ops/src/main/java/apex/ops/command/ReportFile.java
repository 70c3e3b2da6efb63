package apex.ops.command;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.house.Query;
import apex.ops.house.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Fetches the report of a run.
///
/// @param format as the house names it
record ReportFile(String format) {
  static final String USUAL = "markdown";
  private static final List<String> FORMATS = List.of(USUAL, "html", "csv", "json");
  private static final Map<String, String> BY_ENDING =
      Map.of(
          "md",
          USUAL,
          "markdown",
          USUAL,
          "html",
          "html",
          "htm",
          "html",
          "csv",
          "csv",
          "json",
          "json");

  ReportFile {
    if (!FORMATS.contains(format))
      throw new ApexException(
          ErrorCode.INVALID_REQUEST,
          "--format must be one of %s, was '%s'".formatted(String.join(", ", FORMATS), format),
          "Choose one of these.");
  }

  /// The format asked for, else the one that the file's ending means.
  static ReportFile of(Optional<String> format, Optional<Path> file) {
    return new ReportFile(
        format
            .map(word -> word.toLowerCase(Locale.ROOT))
            .or(() -> file.map(ReportFile::meant))
            .orElse(USUAL));
  }

  private static String meant(Path file) {
    var name = file.getFileName().toString();
    var ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return Optional.ofNullable(BY_ENDING.get(ending))
        .orElseThrow(() ->
            new ApexException(
                ErrorCode.INVALID_REQUEST,
                "the ending of %s says none of %s".formatted(name, String.join(", ", FORMATS)),
                "End it in .md, .html, .csv or .json, or give --format."));
  }

  void to(Session session, String run, OutputStream out) {
    var path =
        new Query().with("format", format).of("/api/runs/%s/report".formatted(Query.escaped(run)));
    try (var body = session.open(path).body()) {
      body.transferTo(out);
      out.flush();
    } catch (IOException broken) {
      throw broken(broken);
    }
  }

  void to(Session session, String run, WholeFile file) {
    try {
      file.write(out -> to(session, run, out));
    } catch (IOException broken) {
      throw broken(broken);
    }
  }

  private static ApexException broken(IOException broken) {
    return new ApexException(
        ErrorCode.DEPENDENCY_DOWN,
        "the report could not be read or written to its end: " + broken.getMessage(),
        "Check the disk and the connection, and try it again.");
  }
}
