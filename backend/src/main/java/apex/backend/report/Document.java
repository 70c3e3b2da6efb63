package apex.backend.report;

import java.util.List;
import java.util.Optional;

/// A report before it is written: plain values. No text in it is markup; each form escapes it.
///
/// @param watermark said where nobody can miss it, when the usage is made up
/// @param figures every number of the answer, one each
record Document(
    String title, Optional<String> watermark, List<Section> sections, List<KeyFigure> figures) {
  Document {
    sections = List.copyOf(sections);
    figures = List.copyOf(figures);
  }

  /// @param id to link to; letters, digits and dashes
  record Section(String id, String title, List<Block> blocks) {
    Section {
      blocks = List.copyOf(blocks);
    }
  }
}
