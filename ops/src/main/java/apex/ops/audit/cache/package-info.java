/// Remembers between runs what files said and what was found. A cache that is broken, of another
/// version or of other rules is no cache; it can make a run slow, never wrong.
///
/// Whether a file is the one that was read is decided as git decides it: path, size, time of last
/// change of content and of the file's own record (ctime) must all be as they were, and the change
/// must lie before the run that read it (else the file is racy and is read and hashed again).
@org.jspecify.annotations.NullMarked
package apex.ops.audit.cache;
