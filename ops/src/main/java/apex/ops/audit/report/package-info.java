/// What an audit answers: findings, cycles, and a score that shows its numerator and denominator.
@org.jspecify.annotations.NullMarked
package apex.ops.audit.report;
