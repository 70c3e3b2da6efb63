package apex.ops.doctor;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.ops.doctor.topology.Topology;
import apex.ops.doctor.topology.TopologyFile;
import apex.ops.house.HouseFolder;
import java.util.stream.Stream;

/// The house on this machine, from the note it left: the graph of the design, without credentials,
/// since no probe needs a stored password.
final class HouseTopology {
  private HouseTopology() {}

  /// The house of `home`, else its demo.
  static Topology of(HouseFolder home) {
    return Stream.of(home, home.demo())
        .flatMap(folder -> folder.note().stream().map(note -> described(folder, note)))
        .findFirst()
        .orElseThrow(() ->
            new ApexException(
                ErrorCode.DEPENDENCY_DOWN,
                "no house on this machine: there is no house.json in " + home.path(),
                "Start one with ./apex up, or describe a system with --file topology.yaml."));
  }

  private static Topology described(HouseFolder folder, HouseFolder.Note note) {
    var sockets = note.backend().replaceFirst("^http", "ws");
    return TopologyFile.read(
        "house in " + folder.path(),
        """
        services:
          database_postgres: {probe: postgres, url: "%s", phase: 1}
          database_redis: {probe: redis, url: "%s", phase: 1}
          auth_service:
            probe: http
            url: "%s/health"
            phase: 2
            depends_on: [database_postgres]
            uses: {database_redis: rate limits are counted in PostgreSQL}
          database_clickhouse: {probe: clickhouse, url: "%s", phase: 3}
          backend_service:
            probe: http
            url: "%s/health"
            phase: 3
            depends_on: [database_postgres]
            uses:
              database_redis: events arrive up to a second later
              database_clickhouse: answers lack figures and imports are refused
              auth_service: nobody can sign in, valid tokens still work
          websocket_service:
            probe: websocket
            url: "%s/ws?ticket=doctor"
            expect_close: 1008
            phase: 4
            depends_on: [backend_service]
          frontend_service: {probe: http, url: "%s/", phase: 4, depends_on: [backend_service]}
        """
            .formatted(
                note.postgres(),
                note.redis(),
                note.auth(),
                note.clickHouse(),
                note.backend(),
                sockets,
                note.backend()));
  }
}
