package apex.stores.postgres;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

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
    if (database.transaction(handle -> end(handle, ingestSeq)) == 0) throw givenUp(ingestSeq);
  }

  /// The number of a stretch of a spool, open for `time`: the one it was begun under already while
  /// that is open, else the next.
  public long begin(Duration time, SpoolStretch stretch) {
    return database.transaction(handle -> {
      handle.execute("select pg_advisory_xact_lock(hashtext('backend.ingest_batches'))");
      return handle
          .createQuery(
              """
              with again as (
                update backend.ingest_batches
                set open_until = clock_timestamp() + :millis * interval '1 ms'
                where state = 'open' and spool_id = :spool and spool_from = :from and spool_to = :to
                returning ingest_seq),
              first as (
                insert into backend.ingest_batches (open_until, spool_id, spool_from, spool_to)
                select clock_timestamp() + :millis * interval '1 ms', :spool, :from, :to
                where not exists (select from again) returning ingest_seq)
              select ingest_seq from again union all select ingest_seq from first limit 1\
              """)
          .bind("millis", time.toMillis())
          .bind("spool", stretch.spool())
          .bind("from", stretch.from())
          .bind("to", stretch.to())
          .mapTo(Long.class)
          .one();
    });
  }

  /// How far a spool has reached the ledger; 0 before its first delivery.
  public long drained(UUID spool) {
    return database.transaction(handle ->
        handle
            .createQuery("select drained from backend.spools where spool_id = :spool")
            .bind("spool", spool)
            .mapTo(Long.class)
            .findOne()
            .orElse(0L));
  }

  /// The stretch that was begun at `from` and is still open, if there is one: it must be delivered
  /// just as it was begun.
  public Optional<SpoolStretch> interrupted(UUID spool, long from) {
    return database.transaction(handle ->
        handle
            .createQuery(
                """
                select spool_to from backend.ingest_batches
                where spool_id = :spool and spool_from = :from and state = 'open'
                order by ingest_seq limit 1\
                """)
            .bind("spool", spool)
            .bind("from", from)
            .mapTo(Long.class)
            .findOne()
            .map(to -> new SpoolStretch(spool, from, to)));
  }

  /// The numbers under which this stretch, or what follows it, was begun and not delivered.
  public List<Long> begun(SpoolStretch stretch) {
    return database.transaction(handle ->
        handle
            .createQuery(
                """
                select ingest_seq from backend.ingest_batches
                where spool_id = :spool and spool_from >= :from order by ingest_seq\
                """)
            .bind("spool", stretch.spool())
            .bind("from", stretch.from())
            .mapTo(Long.class)
            .list());
  }

  /// Ends a stretch that added nothing, with its receipts.
  public void delivered(SpoolStretch stretch, Receipts receipts) {
    database.run(handle -> advance(handle, stretch, receipts));
  }

  /// Ends a stretch, with its receipts. Refuses with CONFLICT when its batch was given up
  /// meanwhile.
  public void delivered(long ingestSeq, SpoolStretch stretch, Receipts receipts) {
    database.run(handle -> {
      if (end(handle, ingestSeq) == 0) throw givenUp(ingestSeq);
      advance(handle, stretch, receipts);
    });
  }

  private static void advance(Handle handle, SpoolStretch stretch, Receipts receipts) {
    var moved =
        handle
            .createUpdate(
                """
                insert into backend.spools (spool_id, drained) values (:spool, :to)
                on conflict (spool_id) do update set drained = excluded.drained, drained_at = now()
                where spools.drained = :from\
                """)
            .bind("spool", stretch.spool())
            .bind("from", stretch.from())
            .bind("to", stretch.to())
            .execute();
    if (moved == 0)
      throw new ApexException(
          ErrorCode.CONFLICT,
          "the spool %s was drained by another beyond %d"
              .formatted(stretch.spool(), stretch.from()));
    // Only the stretches ahead are ever looked up; the numbers themselves stay.
    handle
        .createUpdate(
            """
            delete from backend.ingest_batches
            where spool_id = :spool and spool_from < :from and state <> 'open'
              and ingest_seq < (select max(ingest_seq) from backend.ingest_batches)\
            """)
        .bind("spool", stretch.spool())
        .bind("from", stretch.from())
        .execute();
    ReceiptStore.add(handle, receipts);
  }

  private static int end(Handle handle, long ingestSeq) {
    return handle
        .createUpdate(
            """
            update backend.ingest_batches set state = 'written'
            where ingest_seq = :seq and state = 'open'\
            """)
        .bind("seq", ingestSeq)
        .execute();
  }

  private static ApexException givenUp(long ingestSeq) {
    return new ApexException(
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
