/// A house as its clients see it: [HouseClient] reaches it, [Session] is one person signed in,
/// [HouseFolder] is what a house on this machine left for its clients. Knows no conversation.
@org.jspecify.annotations.NullMarked
package apex.ops.house;
