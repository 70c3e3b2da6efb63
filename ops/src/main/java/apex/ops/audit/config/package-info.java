/// What a project says of itself in `apex-audit.yaml`.
@org.jspecify.annotations.NullMarked
package apex.ops.audit.config;
