/// Runs: who owns one, what it has told, and who follows it. Start at [Chat]. Everything is
/// committed before it is heard. Knows agents, not sockets.
@org.jspecify.annotations.NullMarked
package apex.backend.chat;
