package apex.ops.view;

import static org.assertj.core.api.Assertions.assertThat;

import apex.ops.terminal.Terminal;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class MarkdownTextTest {
  private static final Terminal PLAIN =
      new Terminal(System.out, System.err, InputStream.nullInputStream(), false, false, false, 40);
  private static final Terminal COLOURED =
      new Terminal(System.out, System.err, InputStream.nullInputStream(), true, true, true, 40);

  @Test
  void aTableIsAligned() {
    var lines = new MarkdownText(PLAIN).lines("| model | USD |\n|---|---:|\n| gpt-4o | 9.10 |\n");
    assertThat(lines).containsExactly("model    USD", "gpt-4o  9.10");
  }

  @Test
  void aLongLineIsBrokenAtTheWidthAndAnItemKeepsItsIndent() {
    var lines = new MarkdownText(PLAIN).lines("- one two three four five six seven eight nine ten");
    assertThat(lines).containsExactly("- one two three four five six seven", "  eight nine ten");
  }

  @Test
  void emphasisIsStyledOnATerminalOnly() {
    assertThat(new MarkdownText(COLOURED).lines("**now**").getFirst()).contains("\u001b[1mnow");
    assertThat(new MarkdownText(PLAIN).lines("**now**")).containsExactly("**now**");
  }

  @Test
  void whatIsStruckThroughStaysMarkedEverywhere() {
    assertThat(new MarkdownText(COLOURED).lines("Not ~~$9~~").getFirst()).contains("\u001b[9m$9");
    assertThat(new MarkdownText(PLAIN).lines("Not ~~$9~~")).containsExactly("Not ~~$9~~");
  }

  @Test
  void aLinkIntoTheEvidenceKeepsItsText() {
    assertThat(new MarkdownText(PLAIN).lines("$9.10 [e1](#e1)")).containsExactly("$9.10 e1");
  }

  @Test
  void aNameCannotCommandTheTerminal() {
    assertThat(new MarkdownText(COLOURED).lines("route \u001b[2Jchat").getFirst())
        .isEqualTo("route [2Jchat");
  }

  @Test
  void anEscapedNameIsShownAsItIs() {
    assertThat(new MarkdownText(PLAIN).lines("Set max\\_tokens")).containsExactly("Set max_tokens");
    assertThat(new MarkdownText(PLAIN).lines("| a |\n|---|\n| x\\|y |")).contains("x|y");
  }

  @Test
  void codeIsLeftAsItIs() {
    var code = "```\na  b   c | d\n| x |\n```";
    assertThat(String.join("\n", new MarkdownText(PLAIN).lines(code))).isEqualTo(code);
  }
}
