package apex.stores.redis;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.health.Probe;
import java.util.UUID;
import redis.clients.jedis.params.SetParams;

/// Sets a key that expires, gets it back and deletes it.
public record RedisProbe(Redis redis) implements Probe {
  @Override
  public String service() {
    return "database_redis";
  }

  @Override
  public void ask() {
    var key = "probe:" + UUID.randomUUID();
    var found =
        redis.ask(client -> {
          client.set(key, key, SetParams.setParams().ex(10));
          return key.equals(client.get(key)) && client.del(key) == 1;
        });
    if (!found)
      throw new ApexException(
          ErrorCode.DEPENDENCY_DOWN, "Redis kept a key and then did not find it");
  }
}
