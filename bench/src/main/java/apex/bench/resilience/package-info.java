/// How well the house waits and holds back, beside peers: `apex bench resilience`. Mostly in
/// virtual time, so that a seed gives the same figures on every machine.
@org.jspecify.annotations.NullMarked
package apex.bench.resilience;
