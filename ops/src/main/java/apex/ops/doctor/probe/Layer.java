package apex.ops.doctor.probe;

import java.util.Locale;

/// The layers of an examination, in the order in which they are asked.
public enum Layer {
  RESOLVE,
  CONNECT,
  TLS,
  PROTOCOL,
  APPLICATION;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
