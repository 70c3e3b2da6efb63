package apex.edge.http;

import java.io.IOException;

/// Answers one request. An [apex.kernel.failure.ApexException] becomes its problem; anything else
/// thrown is a bug of ours, logged once and told to nobody.
@FunctionalInterface
public interface Handler {
  Response answer(Request request) throws IOException, InterruptedException;
}
