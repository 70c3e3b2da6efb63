package apex.spend.usage;

/// What was told beside a call that its price does not depend on. A text that was not told is
/// empty.
///
/// @param environment such as `production` or `ci`
/// @param operation such as `chat` or `embeddings`
/// @param finishReason why the answer ended, such as `stop`, `length` or `cancelled`
/// @param promptHash equal for equal requests (model, parameters and messages); 0 when not told
public record Circumstances(
    String environment, String operation, String finishReason, long promptHash) {
  public static final Circumstances NONE = new Circumstances("", "", "", 0);
}
