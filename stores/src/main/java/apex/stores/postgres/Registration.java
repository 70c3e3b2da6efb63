package apex.stores.postgres;

/// A new account and the workspace it begins in.
public record Registration(Account account, Membership membership) {}
