/// Why something failed, whose move it is and what to do: [ErrorCode], carried by [ApexException].
/// Knows nothing of HTTP beyond a status number.
@org.jspecify.annotations.NullMarked
package apex.kernel.failure;
