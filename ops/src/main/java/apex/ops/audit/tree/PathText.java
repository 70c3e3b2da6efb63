package apex.ops.audit.tree;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The text of a path whatever the locale: with a locale of ASCII alone Java shows the letters it
/// does not know as `?`, though it keeps the bytes.
final class PathText {
  private PathText() {}

  /// The last name of a path.
  static String name(Path path) {
    var name = path.getFileName();
    if (name == null) return "";
    var text = name.toString();
    if (text.indexOf('\uFFFD') < 0 && text.indexOf('?') < 0) return text;
    var address = path.toAbsolutePath().toUri().getRawPath();
    var end = address.endsWith("/") ? address.length() - 1 : address.length();
    return decoded(address.substring(address.lastIndexOf('/', end - 1) + 1, end));
  }

  private static String decoded(String escaped) {
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < escaped.length(); i++) {
      if (escaped.charAt(i) == '%') {
        bytes.write(Integer.parseInt(escaped, i + 1, i + 3, 16));
        i += 2;
      } else bytes.write(escaped.charAt(i));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
