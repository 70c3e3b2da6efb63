/// Files that carry out a finding: configurations of gateways, changed requests, batches, telemetry
/// snippets, gates and alerts, each of the format that its documentation describes and of a shape
/// in `docs/protocol/artefacts`. Start at [Kit]. Names come from usage data and may hold anything:
/// they stand in a file only as a quoted value, never in a comment or in a template, and what a
/// format cannot hold safely is [Withheld]. Knows no finding.
@org.jspecify.annotations.NullMarked
package apex.spend.action;
