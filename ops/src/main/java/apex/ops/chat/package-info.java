/// Asking over the WebSocket: [Conversation#ask] hands over each event once and in order, through
/// lost connections, and returns the [Answer]. Knows no terminal.
@org.jspecify.annotations.NullMarked
package apex.ops.chat;
