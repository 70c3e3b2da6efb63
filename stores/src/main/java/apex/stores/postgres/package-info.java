/// What PostgreSQL remembers for us: accounts and sessions (schema `auth`), conversations, runs,
/// imports and keys (schema `backend`). Start at [Database], the one way in; each store beside it
/// speaks in domain words and holds its own SQL. Knows nothing of the wire.
@org.jspecify.annotations.NullMarked
package apex.stores.postgres;
