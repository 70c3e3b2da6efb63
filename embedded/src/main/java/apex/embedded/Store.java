package apex.embedded;

/// One running store. Closing it stops the process in its own orderly way.
public sealed interface Store extends AutoCloseable
    permits PostgresServer, RedisServer, ClickHouseProcess {
  String name();

  int port();

  Child child();

  @Override
  void close();
}
