package apex.ops.audit.output;

import apex.ops.audit.rule.Finding;
import java.io.PrintStream;

/// Workflow commands of GitHub Actions, which shows each beside its line.
public final class GithubReport {
  private GithubReport() {}

  public static void write(Shown shown, PrintStream out) {
    for (var finding : shown.fresh()) out.println(line(finding));
  }

  private static String line(Finding finding) {
    var place = finding.locations().getFirst();
    var command =
        switch (finding.severity()) {
          case ERROR -> "error";
          case WARNING -> "warning";
          case NOTE -> "notice";
        };
    return "::%s file=%s,line=%d,title=%s::%s"
        .formatted(
            command,
            property(place.path()),
            place.line(),
            property(finding.rule()),
            data(finding.message() + ". " + finding.fix()));
  }

  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}
