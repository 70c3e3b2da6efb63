package apex.stores.postgres;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.health.Probe;
import apex.kernel.resilience.Guard;
import java.time.Duration;

/// Asks PostgreSQL whether it answers and whether our schema is the one this build expects.
public record PostgresProbe(Database database, Schema schema) implements Probe {
  @Override
  public String service() {
    return "database_postgres";
  }

  /// Longer than others get: one that needs five seconds is slow, and is to be called so.
  @Override
  public Duration deadline() {
    return Duration.ofSeconds(6);
  }

  @Override
  public void ask() {
    Guard.probing(this::askDirectly);
  }

  private void askDirectly() {
    var found =
        database.transaction(handle ->
            handle
                .createQuery(
                    "select version from %s.flyway_schema_history where success order by installed_rank desc limit 1"
                        .formatted(schema.label()))
                .mapTo(String.class)
                .findOne()
                .orElse("none"));
    if (!found.equals(schema.newest()))
      throw new ApexException(
          ErrorCode.NOT_READY,
          "the schema %s is at migration %s, this build needs %s"
              .formatted(schema.label(), found, schema.newest()));
  }
}
