/// What you came for: the chat, its agents, the import of usage and the HTTP interface. Start at
/// [Main]; [Backend] puts the parts together.
@org.jspecify.annotations.NullMarked
package apex.backend;
