/// How other agents reach us: tools over the Model Context Protocol. Start at [ToolServer]; a
/// process names its [Tool]s as values and knows nothing of the protocol. The SDK behind it shows
/// in no signature, so that it can be swapped. Knows no tool of any process.
@org.jspecify.annotations.NullMarked
package apex.edge.mcp;
