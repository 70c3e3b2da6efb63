package apex.backend.ingestion;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// One product's export of usage: by what it is known, and how a record of it becomes a row. The
/// names and rules of each are written down with their source and the day they were read.
public abstract sealed class Export
    permits OpenAiUsage,
        AnthropicUsage,
        LiteLlmSpendLog,
        LangfuseObservations,
        BurstGpt,
        FocusRows {
  private final ImportFormat format;
  private final String title;
  private final Set<String> columns;
  private final List<Set<String>> marks;
  private final Set<String> neverRead;

  /// @param columns every documented name of a record's own fields
  /// @param marks what a record must name to be recognised: one of each set
  Export(ImportFormat format, String title, Set<String> columns, List<Set<String>> marks) {
    this(format, title, columns, marks, Set.of());
  }

  /// @param neverRead columns of no use, such as prompts: never held however long they are
  Export(
      ImportFormat format,
      String title,
      Set<String> columns,
      List<Set<String>> marks,
      Set<String> neverRead) {
    this.format = format;
    this.title = title;
    this.columns = Set.copyOf(columns);
    this.marks = List.copyOf(marks);
    this.neverRead = Set.copyOf(neverRead);
  }

  ImportFormat format() {
    return format;
  }

  /// As the verdict names it.
  String title() {
    return title;
  }

  /// The names of its columns and of its time, for rejections.
  abstract Dialect dialect(RowDefaults defaults, FileFault fault);

  /// Fills `row` from the record, or refuses it; false when the record tells of no call.
  abstract boolean read(Fields record, Draft row);

  /// Whether the values below this path are read, such as `usage_details`.
  boolean enters(String path) {
    return false;
  }

  /// Whether a text at this path is of use; long ones that are not are never held.
  boolean wants(String path) {
    return !neverRead.contains(path) && (columns.contains(path) || path.indexOf('.') >= 0);
  }

  /// The list in which a bucket of time keeps its records; empty when there are no buckets.
  String bucketList() {
    return "";
  }

  /// Whether a quoted field may reach over the end of a line.
  boolean manyLines() {
    return false;
  }

  boolean fits(Set<String> names) {
    return missing(names).isEmpty();
  }

  /// The marks that are not among the names, each by its first name.
  List<String> missing(Set<String> names) {
    return marks.stream()
        .filter(mark -> mark.stream().noneMatch(names::contains))
        .map(mark -> String.join(" or ", mark.stream().sorted().toList()))
        .toList();
  }

  long known(Set<String> names) {
    return names.stream().filter(columns::contains).count();
  }

  FormatVerdict verdict(Set<String> names) {
    return new FormatVerdict(
        format,
        "%s (%d of %d columns)".formatted(title, known(names), names.size()),
        java.util.Optional.of(this));
  }

  static List<Set<String>> each(String... names) {
    return Stream.of(names).map(Set::of).toList();
  }
}
