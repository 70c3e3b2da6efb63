package apex.kernel.violation;

/// Breaks: kernel depends on nothing; only stores sees drivers.
public record UsesADriver(org.jdbi.v3.core.Jdbi jdbi) {}
