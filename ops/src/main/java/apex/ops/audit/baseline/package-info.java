/// The ratchet: what is known to be wrong, so that nothing new joins it.
@org.jspecify.annotations.NullMarked
package apex.ops.audit.baseline;
