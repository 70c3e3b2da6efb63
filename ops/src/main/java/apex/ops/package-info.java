/// The operator's command line. Start at [Cli], which another program extends with commands of its
/// own; [Main] runs it and is the only place that exits. Speaks HTTP, WebSocket and files, and
/// knows nothing of how auth and backend are built.
@org.jspecify.annotations.NullMarked
package apex.ops;
