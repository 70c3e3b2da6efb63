/// Shows facts and findings: to people, to machines, to the services of others.
@org.jspecify.annotations.NullMarked
package apex.ops.audit.output;
