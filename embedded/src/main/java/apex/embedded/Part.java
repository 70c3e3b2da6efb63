package apex.embedded;

/// One running part of a house: a store or a service, with its process. Closing it stops the
/// process in its own orderly way.
public interface Part extends AutoCloseable {
  String name();

  /// The loopback port it listens on.
  int port();

  Child child();

  @Override
  void close();
}
