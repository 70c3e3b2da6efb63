package apex.stores.clickhouse;

import apex.embedded.RealClickHouse;
import apex.kernel.environment.Secret;
import apex.stores.postgres.AdoptedCosts;
import apex.stores.postgres.Fresh;
import apex.stores.postgres.IngestBatches;
import apex.stores.postgres.UserNames;
import java.net.URI;

/// An empty, migrated ledger in a database of its own.
final class FreshLedger {
  final RealClickHouse server = RealClickHouse.shared();
  final ClickHouseConfig config =
      new ClickHouseConfig(
          URI.create(server.url()),
          server.user(),
          new Secret(server.password()),
          server.freshDatabase());
  final Analytics analytics = new Analytics(config);
  final IngestBatches batches = new IngestBatches(Fresh.backend());
  final UserNames names = new UserNames(Fresh.backend());
  final UsageStore store = new UsageStore(analytics, batches, names);
  final UsageQuery query = new UsageQuery(analytics, batches, new AdoptedCosts(Fresh.backend()));

  FreshLedger() {
    Migrations.run(analytics);
  }

  /// Lets ClickHouse merge all it has.
  void merge() {
    for (var table : new String[] {"calls", "call_costs"})
      server.ask("optimize table %s.%s final".formatted(config.database(), table));
  }
}
