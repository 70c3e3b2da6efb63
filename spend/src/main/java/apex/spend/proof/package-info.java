/// Where each number comes from. [Evidence] says it, [Evidences] numbers those of one answer,
/// [Proof] compares one with a second computation, and [NumberFirewall] lets no figure into a text
/// that the evidence does not hold.
@org.jspecify.annotations.NullMarked
package apex.spend.proof;
