package apex.bench;

import apex.bench.load.Distribution;
import apex.ops.chat.Conversation;
import apex.ops.house.HouseClient;
import java.util.ArrayList;

/// What the way to the house costs without any answer: a ping over the WebSocket, and the smallest
/// request over HTTP.
record Floor(Distribution ping, Distribution http) {
  static Floor of(HouseClient house, Conversation conversation, int times) {
    var pings = new ArrayList<Double>();
    for (int i = 0; i < times; i++) pings.add(conversation.ping().toNanos() / 1e6);
    var requests = new ArrayList<Double>();
    for (int i = 0; i < times; i++) requests.add(request(house));
    return new Floor(new Distribution(pings), new Distribution(requests));
  }

  private static double request(HouseClient house) {
    var began = System.nanoTime();
    house.ask("/health/live");
    return (System.nanoTime() - began) / 1e6;
  }
}
