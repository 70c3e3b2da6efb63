package apex.kernel.failure;

import java.util.Locale;

/// What kind of thing went wrong when one part asked another. Decides whether asking again can
/// help, whose move it is, and the words a person reads when nothing better is known.
public enum Category {
  RESOLUTION(
      Blame.OURS,
      true,
      "Check the spelling of the host name, and whether the resolver of this machine answers."),
  REFUSED(Blame.OURS, true, "Start it, or correct the port: its machine answers, nobody listens."),
  UNREACHABLE(
      Blame.OURS, true, "Look at the network between the two, and into its log: it hung up."),
  TIMEOUT(Blame.OURS, true, "Look at what it is busy with: it was reached and did not answer."),
  TLS(Blame.OURS, false, "Look at its TLS certificate and at which names and dates it is for."),
  AUTHENTICATION(Blame.OURS, false, "Correct the credentials that are used to ask it."),
  CONFIGURATION(Blame.OURS, false, "Correct the setting or the address that the message names."),
  CAPACITY(Blame.LOAD, true, "Lower the load, or raise the limit that the message names."),
  CALLER(Blame.CALLER, false, "Correct the call or the address asked: the other side is well."),
  DATA(Blame.OURS, false, "Look at what answers there: its bytes are not what was asked for."),
  BUG(Blame.OURS, false, "Look into its log: it failed by itself.");

  private final Blame blame;
  private final boolean retry;
  private final String remedy;

  Category(Blame blame, boolean retry, String remedy) {
    this.blame = blame;
    this.retry = retry;
    this.remedy = remedy;
  }

  /// As in reports: `resolution`, `refused`, …
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public Blame blame() {
    return blame;
  }

  /// Whether the very same question may be answered later.
  public boolean retry() {
    return retry;
  }

  public String remedy() {
    return remedy;
  }

  /// Whether it says something about the one who asked, and nothing about the one asked.
  public boolean ofTheCaller() {
    return this == CALLER;
  }
}
