package apex.backend.ingestion;

import java.util.Optional;

/// As what a file is read, and why.
///
/// @param words such as `litellm spend log (14 of 14 columns)`
/// @param export the product whose export it is; empty for the documented form and the traces
public record FormatVerdict(ImportFormat format, String words, Optional<Export> export) {
  static FormatVerdict plain(ImportFormat format, String words) {
    return new FormatVerdict(format, words, Optional.empty());
  }
}
