package apex.stores.postgres;

/// How often something was done in this minute, where Redis cannot count it.
public final class RateTable {
  private final Database database;

  public RateTable(Database database) {
    this.database = database;
  }

  /// Counts one more and answers how many they are in this minute.
  public long count(String subject) {
    return database.transaction(handle -> {
      handle.execute(
          """
          delete from backend.rate_limits where ctid in
            (select ctid from backend.rate_limits where minute < now() - interval '2 minutes'
             limit 100 for update skip locked)\
          """);
      return handle
          .createQuery(
              """
              insert into backend.rate_limits (subject, minute, used)
              values (:subject, date_trunc('minute', now()), 1)
              on conflict (subject, minute) do update set used = rate_limits.used + 1
              returning used\
              """)
          .bind("subject", subject)
          .mapTo(Long.class)
          .one();
    });
  }
}
