package apex.spend.figures;

import apex.spend.usage.Call;

/// One call with what was told beside it, as the study of habits reads it, oldest first. A text
/// that was not told is empty.
///
/// @param call its user as a keyed hash, without prefix hashes
/// @param environment such as `production` or `ci`
/// @param operation such as `chat` or `embeddings`
/// @param finishReason why the answer ended, such as `stop`, `length` or `cancelled`
/// @param promptHash equal for equal requests (model, parameters and messages); 0 when not told
public record ToldCall(
    Call call, String environment, String operation, String finishReason, long promptHash) {
  public static ToldCall of(Call call) {
    return new ToldCall(call, "", "", "", 0);
  }
}
