package apex.auth.account;

import apex.kernel.environment.Secret;
import apex.stores.postgres.Account;
import apex.stores.postgres.Membership;
import java.util.Optional;

/// What a person gets who is signed in.
///
/// @param refresh the next refresh token; empty where the old one stays good
public record SignedIn(
    Secret accessToken, Account account, Membership membership, Optional<Secret> refresh) {}
