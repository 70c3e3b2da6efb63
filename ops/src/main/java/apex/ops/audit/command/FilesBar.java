package apex.ops.audit.command;

import apex.ops.terminal.Terminal;

/// How many files are read, drawn over itself on a terminal and silent elsewhere. Any thread may
/// move it.
final class FilesBar implements AutoCloseable {
  private static final int WIDE = 24;

  private final Terminal terminal;
  private final int files;
  private boolean drawn;

  FilesBar(Terminal terminal, int files) {
    this.terminal = terminal;
    this.files = files;
  }

  synchronized void moved(int done) {
    if (!terminal.liveErr() || files < 1000) return;
    drawn = true;
    var full = (int) ((long) done * WIDE / files);
    terminal
        .err()
        .print(
            "\r\u001b[K[%s%s] %,d of %,d files"
                .formatted("#".repeat(full), "-".repeat(WIDE - full), done, files));
    terminal.err().flush();
  }

  @Override
  public synchronized void close() {
    if (!drawn) return;
    terminal.err().print("\r\u001b[K");
    terminal.err().flush();
  }
}
