/// Removes usage for good, by its age or because a person asked, and keeps the receipt that
/// explains why an old total cannot be counted again. Start at [Removals]. Knows no HTTP.
@org.jspecify.annotations.NullMarked
package apex.backend.removal;
