/// Which module a file is and which file an import means.
@org.jspecify.annotations.NullMarked
package apex.ops.audit.module;
