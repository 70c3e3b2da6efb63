package apex.backend.chat.violation;

import java.security.PrivateKey;
import java.util.concurrent.LinkedBlockingQueue;

/// Breaks: only edge sees the web server; only api uses the edge; backend does not know ops; calls
/// go down; the environment is read in main; private keys stay in auth; queues are bounded; only
/// main exits.
public final class Everything {
  io.helidon.webserver.WebServer server;
  apex.edge.http.violation.Anything edge;
  apex.ops.violation.KnowsTheBackend ops;
  apex.stores.violation.KnowsTheBackend stores;
  apex.backend.api.violation.Above above;
  PrivateKey key;
  final LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();

  void act() {
    System.exit(System.getenv("APEX_HOME").length());
  }
}
