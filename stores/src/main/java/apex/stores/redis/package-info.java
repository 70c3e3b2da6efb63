/// What Redis does for us: tickets, rate limits and hints that something is new. Nothing here is
/// remembered by Redis alone: without it PostgreSQL takes over with the same promises, only slower.
/// Start at [Redis], the one way in.
@org.jspecify.annotations.NullMarked
package apex.stores.redis;
