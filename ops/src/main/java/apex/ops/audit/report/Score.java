package apex.ops.audit.report;

import apex.ops.audit.rule.Finding;
import apex.ops.audit.rule.Location;
import apex.ops.audit.rule.Severity;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How much of a tree is clean. A file is clean when no error or warning lies in it; every place of
/// every finding counts, nothing is capped, and a file that cannot be read is not clean.
///
/// @param clean the numerator
/// @param files the denominator: every source file that is not skipped
/// @param byRule findings of each rule
/// @param byFolder clean files and files of each folder at the top
public record Score(
    int clean, int files, Map<String, Integer> byRule, Map<String, Share> byFolder) {
  public Score {
    byRule = java.util.Collections.unmodifiableMap(new TreeMap<>(byRule));
    byFolder = java.util.Collections.unmodifiableMap(new TreeMap<>(byFolder));
  }

  public record Share(int clean, int files) {
    /// 0 to 1; nothing is clean.
    public double value() {
      return files == 0 ? 1 : (double) clean / files;
    }
  }

  /// 0 to 1; a tree without files is clean.
  public double value() {
    return files == 0 ? 1 : (double) clean / files;
  }

  public static Score of(Collection<String> paths, List<Finding> findings) {
    var dirty = new HashSet<String>();
    var byRule = new TreeMap<String, Integer>();
    for (var finding : findings) {
      byRule.merge(finding.rule(), 1, Integer::sum);
      if (finding.severity() != Severity.NOTE)
        finding.locations().stream().map(Location::path).forEach(dirty::add);
    }
    var byFolder = new TreeMap<String, Share>();
    int clean = 0;
    for (var path : paths) {
      int good = dirty.contains(path) ? 0 : 1;
      clean += good;
      byFolder.merge(
          folder(path),
          new Share(good, 1),
          (a, b) -> new Share(a.clean + b.clean, a.files + b.files));
    }
    return new Score(clean, paths.size(), byRule, byFolder);
  }

  private static String folder(String path) {
    var slash = path.indexOf('/');
    return slash < 0 ? "." : path.substring(0, slash);
  }
}
