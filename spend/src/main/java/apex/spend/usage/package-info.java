/// The canonical row of usage: [Call] and its [Tokens]. Knows no price and no store.
@org.jspecify.annotations.NullMarked
package apex.spend.usage;
