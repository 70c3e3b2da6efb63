/// What a source file says, in words every language shares: [FileFacts]. Each language is a package
/// beside this one that implements [Language]; rules read facts and never source.
@org.jspecify.annotations.NullMarked
package apex.ops.audit.facts;
