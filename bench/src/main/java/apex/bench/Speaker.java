package apex.bench;

import apex.edge.json.Json;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.terminal.ExitCode;
import apex.ops.terminal.Surroundings;

/// How every measurement speaks: what it does to standard error, what it came to as text or JSON to
/// standard output, and whether it went well as the exit code.
///
/// @param command after `apex bench`
record Speaker(Surroundings surroundings, String command) {
  void say(String what) {
    surroundings.terminal().err().println("bench: " + what);
  }

  /// @return the exit code
  int show(Measured measured, boolean json) {
    if (json) surroundings.terminal().out().println(Json.write(measured.wire()));
    else measured.print(surroundings.terminal());
    return measured.well() ? ExitCode.WELL : ExitCode.FINDINGS;
  }

  /// Refuses with INVALID_REQUEST what is not `least` to `most`.
  void check(String option, int value, int least, int most) {
    if (value < least || value > most)
      throw new ApexException(
          ErrorCode.INVALID_REQUEST,
          "%s must be %,d to %,d, was %,d".formatted(option, least, most, value),
          "See ./apex bench %s --help.".formatted(command));
  }
}
