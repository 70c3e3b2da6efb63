package apex.spend.replay;

import static apex.spend.figures.PrefixCall.BLOCK;

import apex.spend.figures.CachePolicy;
import apex.spend.figures.PrefixCall;
import apex.spend.figures.PriceGrid;
import apex.spend.figures.ReplaySums;
import apex.spend.figures.TokenSums;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One model's cache under one policy.
final class CacheSimulation {
  private final String provider;
  private final String model;
  private final CachePolicy policy;
  private final Room room;

  /// By hash, the longest unused first.
  private final LinkedHashMap<Long, Block> alive = new LinkedHashMap<>(1024, 0.75f, true);

  private final Map<Place, Sums> sums = new LinkedHashMap<>();
  private Instant last = Instant.MIN;
  private long forgotten;

  CacheSimulation(String provider, String model, CachePolicy policy, Room room) {
    this.provider = provider;
    this.model = model;
    this.policy = policy;
    this.room = room;
  }

  private record Place(String route, String tier, PriceGrid.Cell cell) {}

  private static final class Sums {
    private TokenSums actual = TokenSums.NONE;
    private long read;
    private long written;
  }

  /// A cached block: when it was last used, and who wrote it until the write has paid off.
  private static final class Block {
    private Instant used = Instant.MIN;
    private Sums writer;
    private boolean paid;

    Block(Sums writer) {
      this.writer = writer;
    }
  }

  void take(PrefixCall call, PriceGrid.Cell cell) {
    if (call.at().isBefore(last))
      throw new IllegalArgumentException(
          "calls must come oldest first, %s came after %s".formatted(call.at(), last));
    last = call.at();
    var mine =
        sums.computeIfAbsent(new Place(call.route(), call.tier(), cell), place -> new Sums());
    mine.actual = mine.actual.plus(TokenSums.of(call.tokens()));
    expire();
    int whole = (int) Math.min(call.prefixHashes().length, call.tokens().input() / BLOCK);
    if (whole * BLOCK >= policy.minPrefixTokens()) play(call.prefixHashes(), whole, mine);
  }

  List<ReplaySums> sums() {
    return sums.entrySet().stream()
        .map(entry ->
            new ReplaySums(
                provider,
                model,
                entry.getKey().route,
                entry.getKey().tier,
                entry.getKey().cell,
                policy,
                entry.getValue().actual,
                entry.getValue().read,
                entry.getValue().written))
        .toList();
  }

  long forgotten() {
    return forgotten;
  }

  private void play(long[] hashes, int whole, Sums mine) {
    int hits = 0;
    while (hits < whole && alive.containsKey(hashes[hits])) hits++;
    if (hits * BLOCK < policy.minPrefixTokens()) hits = 0;
    for (int i = 0; i < hits; i++) read(hashes[i], mine);
    for (int i = hits; i < whole; i++) write(hashes[i], mine);
  }

  private void read(long hash, Sums mine) {
    mine.read += BLOCK;
    var block = alive.get(hash);
    if (block == null) return; // the same hash twice in one prompt, given up in between
    block.used = last;
    if (policy.writes() == CachePolicy.Writes.REREAD && !block.paid) block.writer.written += BLOCK;
    block.paid = true;
  }

  private void write(long hash, Sums mine) {
    if (policy.writes() == CachePolicy.Writes.ALL) mine.written += BLOCK;
    var block = alive.get(hash);
    if (block == null) block = admit(hash, mine);
    block.writer = mine;
    block.paid = false;
    block.used = last;
  }

  /// A new block, in the place of this cache's longest unused one when all room is taken.
  private Block admit(long hash, Sums mine) {
    if (room.full() && drop()) forgotten++;
    var block = new Block(mine);
    alive.put(hash, block);
    room.take();
    return block;
  }

  private void expire() {
    for (var eldest = alive.firstEntry();
        eldest != null && expired(eldest.getValue());
        eldest = alive.firstEntry()) drop();
  }

  private boolean drop() {
    if (alive.pollFirstEntry() == null) return false;
    room.leave();
    return true;
  }

  private boolean expired(Block block) {
    return Duration.between(block.used, last).compareTo(policy.timeToLive()) > 0;
  }
}
