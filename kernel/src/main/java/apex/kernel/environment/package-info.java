/// Settings: declared once as [Setting], read in `main` through [Environment], handed down as
/// records. Start at [Environment#read]. Knows no setting of any module.
@org.jspecify.annotations.NullMarked
package apex.kernel.environment;
