package apex.spend.figures;

import apex.spend.usage.Call;
import apex.spend.usage.Circumstances;

/// One call with what was told beside it, as the study of habits reads it, oldest first.
///
/// @param call its user as a keyed hash, without prefix hashes
public record ToldCall(Call call, Circumstances beside) {
  public static ToldCall of(Call call) {
    return new ToldCall(call, Circumstances.NONE);
  }

  public String environment() {
    return beside.environment();
  }

  public String operation() {
    return beside.operation();
  }

  public String finishReason() {
    return beside.finishReason();
  }

  public long promptHash() {
    return beside.promptHash();
  }
}
