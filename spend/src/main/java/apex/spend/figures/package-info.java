/// What the query templates answer and the analyses take: sums, distributions and their [Source].
/// Start at [Figures]. Only small results travel, whatever the number of calls; the one exception,
/// [PrefixCall], is read as a bounded stream and shrinks to [ReplaySums] before anyone keeps it.
/// Knows no store, no price and no formula.
@org.jspecify.annotations.NullMarked
package apex.spend.figures;
