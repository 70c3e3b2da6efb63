/// Gives usage out in the form that other tools read: [FocusExport] writes a month as rows of the
/// FinOps Open Cost and Usage Specification. Knows no HTTP; never holds more than one day of a
/// model.
@org.jspecify.annotations.NullMarked
package apex.backend.export;
