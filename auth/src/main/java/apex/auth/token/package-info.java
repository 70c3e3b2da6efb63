/// Access tokens: the keys that sign them ([SigningKeys]) and what they say ([TokenSigner]). The
/// only place in the house that holds a private key.
@org.jspecify.annotations.NullMarked
package apex.auth.token;
