/// Why something failed, whose move it is and what to do. Towards a caller: [ErrorCode], carried by
/// [ApexException]. About a dependency: [Failure], read by [Taxonomy] from codes, by [Thrown] from
/// exceptions and by [Phrases] from texts. Knows nothing of HTTP beyond a status number.
@org.jspecify.annotations.NullMarked
package apex.kernel.failure;
