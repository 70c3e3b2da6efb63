package apex.ops;

import static org.assertj.core.api.Assertions.assertThat;

import apex.kernel.environment.Environment;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.terminal.Surroundings;
import apex.ops.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class CliTest {
  @TempDir Path folder;

  private final Map<String, String> variables = new HashMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  static Stream<CommandLine> everyCommand() {
    var terminal = Terminal.plain(System.out, System.err, InputStream.nullInputStream());
    var here = new Surroundings(new Environment(Map.of()), Path.of(""), terminal);
    return below(Cli.commandLine(here));
  }

  private static Stream<CommandLine> below(CommandLine command) {
    return Stream.concat(
        Stream.of(command), command.getSubcommands().values().stream().flatMap(CliTest::below));
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void everyHelpTellsTheExitCodes(CommandLine command) {
    assertThat(command.getUsageMessage()).contains("Exit codes: 0 well, 1 findings");
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void everyHelpOfACommandHasAnExample(CommandLine command) {
    if (command.getParent() != null)
      assertThat(command.getUsageMessage()).contains("Examples:\n  ");
  }

  @Test
  void nothingAskedShowsWhatThereIs() {
    assertThat(run()).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("ask").contains("import");
  }

  @Test
  void anUnknownOptionIsWrongUsageAndSuggestsTheNearest() {
    assertThat(run("ask", "why?", "--jsn")).isEqualTo(2);
    assertThat(said()).contains("'--jsn'").contains("Did you mean --json?").contains("--help");
  }

  @Test
  void anUnknownCommandSuggestsTheNearest() {
    assertThat(run("aks")).isEqualTo(2);
    assertThat(said()).contains("Did you mean ask?");
  }

  @Test
  void aGroupWithoutACommandSaysWhichThereAre() {
    assertThat(run("workspace")).isEqualTo(2);
    assertThat(said()).contains("create, list, use");
  }

  @Test
  void noHouseIsOneSentenceAndCouldNotFindOut() {
    assertThat(run("ask", "why?")).isEqualTo(3);
    assertThat(said()).contains("no house runs in").contains("./apex up").doesNotContain("\tat ");
  }

  @Test
  void aHouseThatDoesNotAnswerIsNamed() throws IOException {
    var address = "http://127.0.0.1:" + freePort();
    variables.put("APEX_EMAIL", "ada@example.org");
    variables.put("APEX_PASSWORD", "correct horse");
    assertThat(run("ask", "why?", "--backend", address)).isEqualTo(3);
    assertThat(said()).contains("no house answers at " + address);
  }

  @Test
  void aStaleHouseFileIsToldApart() throws IOException {
    Files.createDirectories(home());
    var address = "http://127.0.0.1:" + freePort();
    Files.writeString(home().resolve("house.json"), "{\"backend\":\"" + address + "\"}");
    assertThat(run("spend")).isEqualTo(3);
    assertThat(said()).contains("the last one was at " + address);
  }

  @Test
  void credentialsThatOthersCanReadAreRefused() throws IOException {
    Files.createDirectories(home());
    var file = home().resolve("credentials.json");
    Files.writeString(
        file, "{\"address\":\"http://127.0.0.1:1\",\"email\":\"a@b.c\",\"password\":\"s3cret\"}");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(run("spend", "--backend", "http://127.0.0.1:1")).isEqualTo(2);
    assertThat(said()).contains("rw-r--r--").contains("chmod 600").doesNotContain("s3cret");
  }

  @Test
  void aKeptPasswordIsNotSentToAnotherHost() throws IOException {
    keepCredentials("http://127.0.0.1:1");
    assertThat(run("spend", "--backend", "http://apex.example.invalid")).isEqualTo(2);
    assertThat(said()).contains("who signs in is not known");
  }

  @Test
  void aPasswordIsNeverAnArgument() {
    assertThat(run("ask", "why?", "--password", "s3cret")).isEqualTo(2);
  }

  @Test
  void anAddressThatIsNoneIsNamed() {
    assertThat(run("spend", "--backend", "localhost:8000")).isEqualTo(2);
    assertThat(said()).contains("must be like http://127.0.0.1:8000, was 'localhost:8000'");
  }

  @Test
  void aMissingFileIsOneSentence() {
    assertThat(run("import", "nowhere.csv")).isEqualTo(2);
    assertThat(said()).contains("'nowhere.csv' must exist");
  }

  @Test
  void aFolderIsNotAFileOfUsage() {
    assertThat(run("import", ".")).isEqualTo(2);
    assertThat(said()).contains("is a directory");
  }

  @Test
  void anEmptyFileIsNamed() throws IOException {
    Files.createFile(folder.resolve("empty.csv"));
    assertThat(run("import", "empty.csv")).isEqualTo(2);
    assertThat(said()).contains("is empty");
  }

  @Test
  void anotherProgramAddsItsCommands() {
    assertThat(
            run(new Demo(new ApexException(ErrorCode.CONFIGURATION, "port 8000 is taken")), "demo"))
        .isEqualTo(2);
    assertThat(said()).contains("apex: port 8000 is taken").contains("Try: ");
  }

  @Test
  void aDefectOfOursPrintsNoTraceUnlessAsked() {
    var defect = new IllegalStateException("oops");
    assertThat(run(new Demo(defect), "demo")).isEqualTo(3);
    assertThat(said()).contains("oops").doesNotContain("\tat ");
    assertThat(run(new Demo(defect), "demo", "--debug")).isEqualTo(3);
    assertThat(said()).contains("\tat ");
  }

  @Command(
      name = "demo",
      footer = {"", "Examples:", "  ./apex demo"})
  record Demo(RuntimeException trouble) implements Callable<Integer> {
    @Override
    public Integer call() {
      throw trouble;
    }
  }

  private int run(String... args) {
    return Cli.run(surroundings(), args);
  }

  private int run(Object command, String... args) {
    return Cli.run(surroundings(), args, command);
  }

  private Surroundings surroundings() {
    var terminal =
        Terminal.plain(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            InputStream.nullInputStream());
    return new Surroundings(new Environment(variables), folder, terminal);
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private Path home() {
    return folder.resolve(".apex");
  }

  private void keepCredentials(String address) throws IOException {
    Files.createDirectories(home());
    var file = home().resolve("credentials.json");
    Files.writeString(
        file,
        "{\"address\":\"%s\",\"email\":\"a@b.c\",\"password\":\"s3cret\"}".formatted(address));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
