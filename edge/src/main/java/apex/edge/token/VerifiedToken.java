package apex.edge.token;

import apex.kernel.identity.Identity;
import java.time.Instant;

/// What a valid token says.
///
/// @param tokenId its `jti`, unique among all tokens
/// @param expiresAt when it stops being valid
public record VerifiedToken(Identity identity, String tokenId, Instant expiresAt) {}
