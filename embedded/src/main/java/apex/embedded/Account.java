package apex.embedded;

import apex.kernel.environment.Secret;

/// A user of a store and its password.
public record Account(String user, Secret password) {}
