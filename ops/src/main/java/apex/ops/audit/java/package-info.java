/// Reads Java: source through the JDK's own compiler, whose trees are facts, and class files
/// through `java.lang.classfile`.
@org.jspecify.annotations.NullMarked
package apex.ops.audit.java;
