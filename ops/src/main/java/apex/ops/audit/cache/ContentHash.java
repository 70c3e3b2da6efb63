package apex.ops.audit.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// 128 bits of a content (MurmurHash3 x64 128, Appleby 2011). Not against an adversary, who could
/// as well edit the cache.
record ContentHash(long high, long low) {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long C1 = 0x87c37b91114253d5L;
  private static final long C2 = 0x4cf5ad432745937fL;

  static ContentHash of(byte[] bytes, int length) {
    long h1 = 0;
    long h2 = 0;
    int i = 0;
    for (; i + 16 <= length; i += 16) {
      h1 ^= Long.rotateLeft((long) LONGS.get(bytes, i) * C1, 31) * C2;
      h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
      h2 ^= Long.rotateLeft((long) LONGS.get(bytes, i + 8) * C2, 33) * C1;
      h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
    }
    long k1 = 0;
    long k2 = 0;
    for (int j = length - 1; j >= i; j--)
      if (j - i >= 8) k2 = k2 << 8 | bytes[j] & 0xff;
      else k1 = k1 << 8 | bytes[j] & 0xff;
    h2 ^= Long.rotateLeft(k2 * C2, 33) * C1;
    h1 ^= Long.rotateLeft(k1 * C1, 31) * C2;
    h1 ^= length;
    h2 ^= length;
    h1 += h2;
    h2 += h1;
    h1 = mixed(h1);
    h2 = mixed(h2);
    h1 += h2;
    return new ContentHash(h1, h2 + h1);
  }

  private static long mixed(long value) {
    long k = value;
    k = (k ^ k >>> 33) * 0xff51afd7ed558ccdL;
    k = (k ^ k >>> 33) * 0xc4ceb9fe1a85ec53L;
    return k ^ k >>> 33;
  }
}
