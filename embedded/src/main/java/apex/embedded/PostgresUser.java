package apex.embedded;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// As whom PostgreSQL runs. It refuses to be root; so for root it gets a user namespace in which it
/// is nobody in particular, or, where namespaces are forbidden, the user nobody with the right to
/// pass folders that only root may enter.
enum PostgresUser {
  OURSELVES(List.of()),
  NAMESPACE(List.of("unshare", "-U")),
  NOBODY(
      List.of(
          "setpriv",
          "--reuid=65534",
          "--regid=65534",
          "--clear-groups",
          "--inh-caps=-all,+dac_override,+dac_read_search",
          "--ambient-caps=-all,+dac_override,+dac_read_search"));

  private static final Path OPEN_CACHE = Path.of("/var/tmp/apex-postgres");
  private static final PostgresUser CURRENT = find();

  private final List<String> before;

  PostgresUser(List<String> before) {
    this.before = before;
  }

  static PostgresUser current() {
    return CURRENT;
  }

  /// What stands before each of PostgreSQL's programs; none of it stays as a process of its own.
  List<String> before() {
    return before;
  }

  /// Hands `folder` to the user when it is another one than ours.
  void own(Path folder) throws IOException {
    if (this != NOBODY) return;
    try (var files = Files.walk(folder)) {
      for (var file : files.toList()) Files.setAttribute(file, "unix:uid", 65534);
    }
  }

  /// Where PostgreSQL's programs are kept: for the user nobody in a folder that everyone may pass,
  /// since it asks for leave with `access`, which the right to pass folders does not help.
  CacheFolder cache(CacheFolder usual) {
    if (this != NOBODY) return usual;
    try {
      var open = Files.createDirectories(OPEN_CACHE);
      if ((int) Files.getAttribute(open, "unix:uid") == 0) return new CacheFolder(open);
    } catch (IOException failed) {
      throw StartFailure.folder(OPEN_CACHE, failed);
    }
    throw new ApexException(
        ErrorCode.DEPENDENCY_DOWN,
        OPEN_CACHE + " belongs to another user, so its programs are not run",
        "Delete it, or run as a normal user.");
  }

  private static PostgresUser find() {
    if (!Platform.superuser()) return OURSELVES;
    if (works(NAMESPACE)) return NAMESPACE;
    if (works(NOBODY)) return NOBODY;
    throw new ApexException(
        ErrorCode.DEPENDENCY_DOWN,
        "PostgreSQL refuses to run as root, and this machine offers neither unshare -U nor setpriv",
        "Run as a normal user.");
  }

  private static boolean works(PostgresUser user) {
    var command = new java.util.ArrayList<>(user.before);
    command.add("true");
    try {
      var trial = new ProcessBuilder(command).redirectErrorStream(true).start();
      return trial.waitFor(5, TimeUnit.SECONDS) && trial.exitValue() == 0;
    } catch (IOException missing) {
      return false;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
