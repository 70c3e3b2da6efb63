package apex.backend.ingestion;

import java.util.Arrays;
import java.util.Optional;

/// Kinds of files that are not text but are often taken for it, known by their first bytes.
enum Disguise {
  GZIP("gzip: unpack it first", 0x1f, 0x8b),
  ZIP("a zip archive or a spreadsheet: unpack or export it as CSV first", 'P', 'K', 3, 4),
  PARQUET("Parquet: export it as CSV or JSONL first", 'P', 'A', 'R', '1'),
  ZSTD("zstd: unpack it first", 0x28, 0xb5, 0x2f, 0xfd),
  BZIP2("bzip2: unpack it first", 'B', 'Z', 'h'),
  XZ("xz: unpack it first", 0xfd, '7', 'z', 'X', 'Z'),
  PDF("a PDF", '%', 'P', 'D', 'F'),
  SQLITE("an SQLite database", 'S', 'Q', 'L', 'i', 't', 'e', ' ', 'f'),
  UTF_16_LITTLE("UTF-16: save it as UTF-8 first", 0xff, 0xfe),
  UTF_16_BIG("UTF-16: save it as UTF-8 first", 0xfe, 0xff),
  PROGRAM("a program", 0x7f, 'E', 'L', 'F');

  private static final int LOOKED_AT_BYTES = 4096;

  private final String words;
  private final int[] magic;

  Disguise(String words, int... magic) {
    this.words = words;
    this.magic = magic;
  }

  /// What the file is instead of text, in words; empty when it looks like text.
  static Optional<String> of(byte[] opening) {
    return Arrays.stream(values())
        .filter(kind -> kind.begins(opening))
        .map(kind -> kind.words)
        .findFirst()
        .or(() -> binary(opening));
  }

  /// One NUL may be a broken row; a twentieth of them is no text.
  private static Optional<String> binary(byte[] opening) {
    var looked = Math.min(opening.length, LOOKED_AT_BYTES);
    var nuls = 0;
    for (int i = 0; i < looked; i++) if (opening[i] == 0) nuls++;
    return nuls * 20 > looked ? Optional.of("binary data") : Optional.empty();
  }

  private boolean begins(byte[] opening) {
    if (opening.length < magic.length) return false;
    for (int i = 0; i < magic.length; i++) if ((opening[i] & 0xff) != magic[i]) return false;
    return true;
  }
}
