/// Five steps from a question to an answer. Start at [Workflow#answer]. Knows neither sockets nor
/// where events and journals are kept: whoever asks hands over a consumer for each.
@org.jspecify.annotations.NullMarked
package apex.backend.agents;
