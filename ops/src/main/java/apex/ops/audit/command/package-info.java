/// The commands `apex audit …`.
@org.jspecify.annotations.NullMarked
package apex.ops.audit.command;
