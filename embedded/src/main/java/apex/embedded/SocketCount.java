package apex.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// How many connections the tests of one module opened to real stores: a line per store and JVM in
/// `target/store-sockets.txt` of the folder the tests run in, which the test command adds up.
final class SocketCount {
  private SocketCount() {}

  static void add(String store, long count) {
    var target = Path.of("target");
    if (!Files.isDirectory(target)) return;
    try {
      Files.writeString(
          target.resolve("store-sockets.txt"),
          "%s %d\n".formatted(store, count),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException unwritable) {
      // The count is for people; the tests are right without it.
      return;
    }
  }
}
