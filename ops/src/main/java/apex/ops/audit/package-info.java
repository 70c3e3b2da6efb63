/// Where a code base does not live by one source of truth. [Audit] is the flow: files become facts,
/// facts findings, findings a report. Start there; [apex.ops.audit.rule.Catalogue] lists the rules.
/// Knows no house.
@org.jspecify.annotations.NullMarked
package apex.ops.audit;
