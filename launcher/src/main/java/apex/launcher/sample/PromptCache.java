package apex.launcher.sample;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// What a provider's cache would have held, block by block, as the calls of one day pass in order.
final class PromptCache {
  static final int BLOCK_TOKENS = 512;
  private static final int LEAST_BLOCKS = 2;

  private final Duration life;
  private final boolean paysForWriting;
  private final Map<Long, Instant> touched = new HashMap<>();

  PromptCache(Duration life, boolean paysForWriting) {
    this.life = life;
    this.paysForWriting = paysForWriting;
  }

  SampleCall pass(SampleCall call) {
    var read = held(call);
    for (var block : call.prefix()) touched.put(block, call.at());
    var blocks = call.prefix().length;
    if (blocks < LEAST_BLOCKS) return call;
    var written = paysForWriting ? blocks - read : 0;
    return call.cached(read * BLOCK_TOKENS, written * BLOCK_TOKENS);
  }

  private int held(SampleCall call) {
    var read = 0;
    for (var block : call.prefix()) {
      var last = touched.get(block);
      if (last == null || last.plus(life).isBefore(call.at())) break;
      read++;
    }
    return read < LEAST_BLOCKS ? 0 : read;
  }
}
