package apex.spend.action;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/// A name made fit for ids that allow letters, digits and hyphens only: at most 40 characters, the
/// same for the same name. A name that does not fit as it is gets the first eight digits of its
/// SHA-256 behind what is left of it.
final class Slug {
  private static final int KEPT = 31;

  private Slug() {}

  static String of(String name) {
    var fit = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    if (fit.equals(name) && !fit.isEmpty() && fit.length() <= KEPT) return fit;
    var kept = fit.substring(0, Math.min(KEPT, fit.length())).replaceAll("-$", "");
    return (kept.isEmpty() ? "name" : kept) + "-" + hash(name);
  }

  private static String hash(String name) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var hash = digest.digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 4);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
