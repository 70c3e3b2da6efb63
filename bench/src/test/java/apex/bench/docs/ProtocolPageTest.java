package apex.bench.docs;

import apex.kernel.failure.Category;
import apex.kernel.failure.ErrorCode;
import apex.kernel.run.AgentName;
import apex.kernel.run.EventType;
import apex.kernel.run.ExecutionStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The lists at the end of `docs/protocol.md` are made from the enums; what stands above them is
/// written by hand.
class ProtocolPageTest {
  private static final String MARK = "<!-- made from the code from here on -->\n";

  @Test
  void listsAreFresh() throws IOException {
    var file = Path.of(System.getProperty("apex.root", ".."), "docs", "protocol.md");
    var written = Files.readString(file);
    var byHand = written.substring(0, written.indexOf(MARK) + MARK.length());
    new GeneratedPage("docs/protocol.md", byHand + lists()).check();
  }

  private static String lists() {
    return "\n## Error codes\n\n| code | whose move | HTTP | again? | what to do |\n| --- | --- | --- | --- | --- |\n"
        + Arrays.stream(ErrorCode.values()).map(ProtocolPageTest::row).collect(Collectors.joining())
        + "\n## Categories of failure\n\n| category | whose move | again? | what to do |\n| --- | --- | --- | --- |\n"
        + Arrays.stream(Category.values()).map(ProtocolPageTest::row).collect(Collectors.joining())
        + "\n## Words\n\n"
        + "Execution status: "
        + Arrays.stream(ExecutionStatus.values())
            .map(ExecutionStatus::label)
            .collect(Collectors.joining(", "))
        + ".\n\nAgents: "
        + Arrays.stream(AgentName.values()).map(AgentName::label).collect(Collectors.joining(", "))
        + ".\n\nRun events: "
        + Arrays.stream(EventType.values()).map(EventType::label).collect(Collectors.joining(", "))
        + ".\n";
  }

  private static String row(Category category) {
    return "| `%s` | %s | %s | %s |\n"
        .formatted(
            category.label(),
            category.blame().name().toLowerCase(java.util.Locale.ROOT),
            category.retry() ? "yes" : "no",
            category.remedy());
  }

  private static String row(ErrorCode code) {
    return "| `%s` | %s | %d | %s | %s |\n"
        .formatted(
            code.name(),
            code.blame().name().toLowerCase(java.util.Locale.ROOT),
            code.httpStatus(),
            code.retryable() ? "yes" : "no",
            code.remedy());
  }
}
