package apex.backend.ingestion;

import apex.stores.postgres.ImportId;
import apex.stores.postgres.ImportRecord;
import java.time.Duration;
import java.util.List;

/// What became of every row of one file.
///
/// @param format as it was read
/// @param detected why it was read so, in words
public record ImportResult(
    ImportId id,
    String name,
    ImportFormat format,
    String detected,
    ImportRecord.Counts counts,
    FileSums sums,
    List<RejectionKind> rejections,
    Duration took) {
  public ImportResult {
    rejections = List.copyOf(rejections);
  }
}
