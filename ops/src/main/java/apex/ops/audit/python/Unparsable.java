package apex.ops.audit.python;

import java.io.Serial;

/// A file is not Python: where it stops being it, and why. Carries no stack, since it is an answer.
final class Unparsable extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  final int line;

  Unparsable(int line, String reason) {
    super(reason, null, false, false);
    this.line = line;
  }
}
