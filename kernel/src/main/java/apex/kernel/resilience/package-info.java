/// Waiting and trying again with limits: [Deadline]. Knows no dependency by name.
@org.jspecify.annotations.NullMarked
package apex.kernel.resilience;
