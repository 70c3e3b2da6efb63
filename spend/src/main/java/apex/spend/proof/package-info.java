/// Where each number comes from: [Evidence] says it, and holds enough to compute the figure again.
@org.jspecify.annotations.NullMarked
package apex.spend.proof;
