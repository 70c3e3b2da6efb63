package apex.backend.model;

import apex.spend.usage.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// One call of a language model that its provider worked on, or may have.
///
/// @param provider as in usage, such as `openai`
/// @param model the one that answered, else the one that was asked
/// @param tokens absent when no usable reply told them: what it cost is then not known
/// @param responseId the provider's, or one of ours where it gives none
/// @param status `ok`, or `error` when there was no usable reply
public record ModelCall(
    Instant at,
    Duration took,
    String provider,
    String model,
    Optional<Tokens> tokens,
    String responseId,
    String status) {}
