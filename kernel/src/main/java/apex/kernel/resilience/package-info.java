/// Asking another process without being dragged down by it: [Guard] stands before every such call
/// and puts together [Deadline], [Turnstile], [Breaker], [AdaptiveTimeout] and [Retry]. [Tick] is
/// the beat of background work. Knows no dependency by name and no driver.
@org.jspecify.annotations.NullMarked
package apex.kernel.resilience;
