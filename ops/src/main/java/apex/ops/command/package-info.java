/// The client commands, one class each; [Access] finds the house and signs in for all of them.
@org.jspecify.annotations.NullMarked
package apex.ops.command;
