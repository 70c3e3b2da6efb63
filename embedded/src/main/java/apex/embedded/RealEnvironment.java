package apex.embedded;

import apex.kernel.environment.Environment;

/// The environment of a test JVM. Tests have no main of ours, so the shared stores, which they use
/// without a word, read it here.
final class RealEnvironment {
  private RealEnvironment() {}

  static Environment read() {
    return Environment.ofProcess();
  }
}
