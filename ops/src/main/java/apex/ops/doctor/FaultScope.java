package apex.ops.doctor;

import java.util.Locale;

/// What a failure is about: the service, the doctor's own way to it, or the doctor's question.
public enum FaultScope {
  SERVICE,
  /// It works for a witness, and not from here.
  PATH,
  /// We asked wrongly: an address it does not have, credentials it does not take.
  CALLER;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
