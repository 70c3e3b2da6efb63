package apex.backend.ingestion;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;

/// Says what is wrong with a whole file, so that nothing of it was taken.
///
/// @param name of the file, as the sender calls it
record FileFault(String name) {
  ApexException at(long line, String column, String value, String rule) {
    return new ApexException(
        ErrorCode.INVALID_DATA,
        "%s, line %d, column %s: %s, was '%s'; nothing was imported"
            .formatted(Shown.of(name), line, Shown.of(column), rule, Shown.of(value)));
  }

  /// When rows before it may have been taken.
  ApexException broken(String what) {
    return new ApexException(
        ErrorCode.INVALID_DATA, "%s, line 1: the file %s".formatted(Shown.of(name), what));
  }

  ApexException whole(String rule) {
    return at(1, Rejection.WHOLE_LINE, "", rule);
  }
}
