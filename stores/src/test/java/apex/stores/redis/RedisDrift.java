package apex.stores.redis;

import redis.clients.jedis.Protocol;

/// Calls Redis as a library of another version would: `expire_seconds` where it takes `EX`.
public final class RedisDrift {
  private RedisDrift() {}

  public static void setWithARenamedArgument(Redis redis) {
    redis.ask(
        client -> client.sendCommand(Protocol.Command.SET, "drift", "1", "EXPIRE_SECONDS", "10"));
  }
}
