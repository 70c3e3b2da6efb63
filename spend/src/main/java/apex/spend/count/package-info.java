/// The figures of calls that are at hand, counted one by one: what the query templates must answer
/// too. Start at [Counted]; the tests and the bench do.
@org.jspecify.annotations.NullMarked
package apex.spend.count;
