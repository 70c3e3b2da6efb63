/// The canonical row of usage: [Call] and its [Tokens], and how an emitter's numbers become them:
/// [SentTokens] are read by the [TokenSemantics] of their [EmitterGroup], which [Votes] decide.
/// Knows no price and no store.
@org.jspecify.annotations.NullMarked
package apex.spend.usage;
