package apex.stores.postgres;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.time.Duration;

/// Numbers the batches of usage and knows which are still being written. A batch's number is given
/// and committed before the next one is, so whoever reads the highest number sees every lower one,
/// open or ended: an [#asOf] below all open ones can never gain a row.
///
/// A batch whose writer went silent counts as ended when its time is over; its writer, should it
/// come back, learns it from [#written] and must not count its rows as kept.
public final class IngestBatches {
  private final Database database;

  public IngestBatches(Database database) {
    this.database = database;
  }

  /// The next number, open for `time`.
  public long begin(Duration time) {
    return database.transaction(handle -> {
      handle.execute("select pg_advisory_xact_lock(hashtext('backend.ingest_batches'))");
      return handle
          .createQuery(
              """
              insert into backend.ingest_batches (open_until)
              values (clock_timestamp() + :millis * interval '1 ms') returning ingest_seq\
              """)
          .bind("millis", time.toMillis())
          .mapTo(Long.class)
          .one();
    });
  }

  /// Refuses with CONFLICT when the batch was given up meanwhile.
  public void written(long ingestSeq) {
    var known =
        database.transaction(handle ->
            handle
                .createUpdate(
                    """
                    update backend.ingest_batches set state = 'written'
                    where ingest_seq = :seq and state = 'open'\
                    """)
                .bind("seq", ingestSeq)
                .execute());
    if (known == 0)
      throw new ApexException(
          ErrorCode.CONFLICT, "the batch %d took too long and was given up".formatted(ingestSeq));
  }

  /// Ends a batch whose writing failed: nothing more will come under its number.
  public void abandon(long ingestSeq) {
    database.run(handle ->
        handle
            .createUpdate(
                """
                update backend.ingest_batches set state = 'abandoned'
                where ingest_seq = :seq and state = 'open'\
                """)
            .bind("seq", ingestSeq)
            .execute());
  }

  /// The highest number up to which every batch has ended; 0 before the first.
  public long asOf() {
    return database.transaction(handle -> {
      handle.execute(
          """
          update backend.ingest_batches set state = 'abandoned' where ingest_seq in
            (select ingest_seq from backend.ingest_batches
             where state = 'open' and open_until < clock_timestamp() for update skip locked)\
          """);
      return handle
          .createQuery(
              """
              select coalesce(
                (select min(ingest_seq) - 1 from backend.ingest_batches where state = 'open'),
                (select max(ingest_seq) from backend.ingest_batches), 0)\
              """)
          .mapTo(Long.class)
          .one();
    });
  }
}
