package apex.ops.audit.tree;

import java.util.Optional;
import java.util.regex.Pattern;

/// One line of a `.gitignore` (gitignore(5), git 2.50).
///
/// @param source where it stands: `web/.gitignore:3`
/// @param base the folder its file lies in, relative to the audited one, with a `/` at its end
///   unless it is empty; `null`-free: rules of folders above have an empty base and a prefix
/// @param prefix what stands before paths of the audited folder as seen from the rule's own folder
record IgnoreRule(
    String source,
    String written,
    String base,
    String prefix,
    boolean negated,
    boolean foldersOnly,
    boolean anchored,
    Pattern pattern) {

  static Optional<IgnoreRule> parse(String line, String source, String base, String prefix) {
    var text = line;
    while (text.endsWith(" ") && !text.endsWith("\\ ")) text = text.substring(0, text.length() - 1);
    if (text.isEmpty() || text.startsWith("#")) return Optional.empty();
    boolean negated = text.startsWith("!");
    if (negated) text = text.substring(1);
    if (text.startsWith("\\#") || text.startsWith("\\!")) text = text.substring(1);
    boolean foldersOnly = text.endsWith("/");
    if (foldersOnly) text = text.substring(0, text.length() - 1);
    boolean anchored = text.indexOf('/') >= 0;
    if (text.startsWith("/")) text = text.substring(1);
    if (text.isEmpty()) return Optional.empty();
    return Optional.of(
        new IgnoreRule(
            source,
            line.strip(),
            base,
            prefix,
            negated,
            foldersOnly,
            anchored,
            Pattern.compile(regex(text))));
  }

  /// @param path relative to the audited folder
  boolean matches(String path, String name, boolean folder) {
    if (foldersOnly && !folder) return false;
    if (!path.startsWith(base)) return false;
    return pattern.matcher(anchored ? prefix + path.substring(base.length()) : name).matches();
  }

  private static String regex(String glob) {
    var regex = new StringBuilder();
    int i = 0;
    while (i < glob.length()) {
      var c = glob.charAt(i);
      if (glob.startsWith("**/", i) && (i == 0 || glob.charAt(i - 1) == '/')) {
        regex.append("(?:[^/]+/)*");
        i += 3;
      } else if (glob.startsWith("/**", i) && i + 3 == glob.length()) {
        regex.append("/.+");
        i += 3;
      } else if (c == '*') {
        regex.append("[^/]*");
        while (i < glob.length() && glob.charAt(i) == '*') i++;
      } else if (c == '?') {
        regex.append("[^/]");
        i++;
      } else if (c == '[') i = characters(glob, i, regex);
      else {
        if (c == '\\' && i + 1 < glob.length()) c = glob.charAt(++i);
        regex.append(Pattern.quote(String.valueOf(c)));
        i++;
      }
    }
    return regex.toString();
  }

  private static int characters(String glob, int from, StringBuilder regex) {
    var end = glob.indexOf(']', from + 2);
    if (end < 0) {
      regex.append("\\[");
      return from + 1;
    }
    var inside = glob.substring(from + 1, end).replace("\\", "\\\\").replace("[", "\\[");
    regex
        .append('[')
        .append(inside.startsWith("!") ? "^" + inside.substring(1) : inside)
        .append(']');
    return end + 1;
  }
}
