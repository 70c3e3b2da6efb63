/// Real PostgreSQL, Redis and ClickHouse as child processes, for a laptop and for tests. Tests
/// start at [RealPostgres], [RealRedis] and [RealClickHouse]; a launcher starts at [Stores]. Every
/// child is a [Child]: it outlives nobody, and what a killed launcher left behind is found by its
/// [ProcessMark]. Knows no table, no migration and none of our services.
@org.jspecify.annotations.NullMarked
package apex.embedded;
