/// What a provider's prompt cache would have done: [PrefixReplay] simulates cache policies over
/// real calls and answers token sums. Knows no price; the analysis multiplies.
@org.jspecify.annotations.NullMarked
package apex.spend.replay;
