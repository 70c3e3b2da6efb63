/// Proof of who is asking: [TokenVerifier] turns a signed token into an identity, with the public
/// keys of a [KeyRing]. Signs nothing and knows no private key.
@org.jspecify.annotations.NullMarked
package apex.edge.token;
