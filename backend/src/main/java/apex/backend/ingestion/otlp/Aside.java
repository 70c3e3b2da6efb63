package apex.backend.ingestion.otlp;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What a span tells of a call that its cost does not depend on.
///
/// @param finishReason why the answer ended; empty when not told
/// @param prompt as [PromptDigest] makes it; empty when the request was not told
/// @param reportedUsd what its emitter says it cost, kept beside ours
record Aside(String finishReason, String prompt, Optional<BigDecimal> reportedUsd) {
  static final Aside NONE = new Aside("", "", Optional.empty());

  static final String CANCELLED = "cancelled";
  private static final String LENGTH = "length";

  /// Errors that say that whoever asked went away: of Python, JavaScript, Go, .NET, in small
  /// letters and without the package they are from.
  private static final Set<String> GONE =
      Set.of(
          "cancelled",
          "canceled",
          "aborted",
          "aborterror",
          "cancellederror",
          "cancelederror",
          "cancelled_error",
          "context canceled",
          "generatorexit",
          "operationcanceledexception",
          "taskcanceledexception",
          "client_disconnect",
          "clientdisconnect",
          "client_closed_request");

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_ .-]{1,64}");
  private static final Pattern MONEY =
      Pattern.compile("[0-9]{1,9}(\\.[0-9]{0,40})?([eE][-+]?[0-9]{1,2})?");
  private static final int PLACES = 18;
  private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000L);

  static Aside of(Told told, String prompt) {
    return new Aside(finish(told), prompt, reported(told));
  }

  /// In small letters; an answer cut off at its limit is `length` whatever the provider calls it. A
  /// call whose error says that nobody waits any more was cancelled. What is no word is left out: a
  /// call is not refused for it.
  private static String finish(Told told) {
    var reason = told.first(Field.FINISH);
    if (!WORD.matcher(reason).matches()) return gone(told.raw(Field.ERROR)) ? CANCELLED : "";
    var small = reason.toLowerCase(Locale.ROOT);
    return small.equals("max_tokens") || small.equals("max_output_tokens") ? LENGTH : small;
  }

  private static boolean gone(String error) {
    var small = error.toLowerCase(Locale.ROOT);
    return GONE.contains(small) || GONE.contains(small.substring(small.lastIndexOf('.') + 1));
  }

  /// What is no amount is left out, and so is nothing: an emitter that knows no price says 0.
  private static Optional<BigDecimal> reported(Told told) {
    var text = told.raw(Field.COST);
    if (!MONEY.matcher(text).matches()) return Optional.empty();
    var usd = new BigDecimal(text);
    return usd.signum() == 0 || usd.compareTo(MOST) > 0
        ? Optional.empty()
        : Optional.of(usd.setScale(PLACES, RoundingMode.HALF_EVEN).stripTrailingZeros());
  }
}
