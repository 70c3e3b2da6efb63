package apex.stores.postgres;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// Brings a schema to what this build expects. The process that owns the schema runs it when it
/// starts; several starting at once take turns.
public final class Migrations {
  private Migrations() {}

  public static void auth(PostgresConfig config) {
    run(config, Schema.AUTH);
  }

  public static void backend(PostgresConfig config) {
    run(config, Schema.BACKEND);
  }

  private static void run(PostgresConfig config, Schema schema) {
    try {
      flyway(config, schema).migrate();
    } catch (FlywayException failed) {
      throw refusal(schema, failed);
    }
  }

  private static Flyway flyway(PostgresConfig config, Schema schema) {
    return Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(config.url().toString(), config.user(), config.password().reveal())
        .defaultSchema(schema.label())
        .locations("classpath:apex/stores/postgres/" + schema.label())
        .ignoreMigrationPatterns(new String[0]) // also a migration newer than this build is refused
        .validateMigrationNaming(true)
        .cleanDisabled(true)
        .load();
  }

  private static ApexException refusal(Schema schema, FlywayException failed) {
    var unreachable = PostgresFailure.of(failed);
    if (unreachable.code() != ErrorCode.BUG) return unreachable;
    return new ApexException(
        ErrorCode.CONFIGURATION,
        "the schema %s does not fit this build (was its data written by another version?): %s"
            .formatted(schema.label(), failed.getMessage()),
        failed);
  }
}
