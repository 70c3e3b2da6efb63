package apex.backend.ingestion;

/// What one row may be, and a packed file.
///
/// @param lineBytesMax longest line, held in memory; longer ones are skipped
/// @param textCharsMax longest name of a model, route, user and the like
/// @param unpackedBytesMax most text that a packed file may hold
public record ReadLimits(int lineBytesMax, int textCharsMax, long unpackedBytesMax) {
  public ReadLimits {
    if (lineBytesMax < 256 || textCharsMax < 1)
      throw new IllegalArgumentException("a line must fit 256 bytes and a text one character");
  }
}
