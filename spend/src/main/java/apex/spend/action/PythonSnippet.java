package apex.spend.action;

/// Short pieces of Python for what no gateway can be told in its configuration. A name in them is a
/// literal; JSON's are Python's too.
public final class PythonSnippet {
  private static final String MEDIA_TYPE = "text/x-python";

  private PythonSnippet() {}

  public static Artefact cancel(String file) {
    return of(
        file,
        """
        # Stop the provider's stream as soon as the reader is gone.
        async def relay(request, stream):
            try:
                async for chunk in stream:
                    if await request.is_disconnected():
                        break
                    yield chunk
            finally:
                await stream.close()
        """);
  }

  public static Artefact loopGuard(String file) {
    return of(
        file,
        """
        # Refuse the third equal step of one run.
        import hashlib, json
        from collections import Counter

        class LoopGuard:
            def __init__(self, most=2):
                self.seen, self.most = Counter(), most

            def check(self, messages):
                key = hashlib.sha256(json.dumps(messages, sort_keys=True).encode()).hexdigest()
                self.seen[key] += 1
                if self.seen[key] > self.most:
                    raise RuntimeError("the agent repeats itself; stopped")
        """);
  }

  /// @param step size in tokens from which every token costs more
  public static Artefact belowTheStep(String file, long step) {
    return of(
        file,
        """
        # Keep a prompt below the size from which every token costs more.
        STEP, REACH = %d, 1.05

        def below_the_step(parts, count_tokens):
            # parts: the most useful first
            total = sum(count_tokens(part) for part in parts)
            while STEP < total <= STEP * REACH and len(parts) > 1:
                total -= count_tokens(parts[-1])
                parts = parts[:-1]
            return parts
        """
            .formatted(step));
  }

  /// @param turns kept as they are
  public static Artefact compact(String file, int turns) {
    return of(
        file,
        """
        # Replace all but the newest turns by a summary.
        KEEP = %d * 2  # a turn is a question and an answer

        def compact(messages, summarise):
            system, turns = messages[:1], messages[1:]
            if len(turns) <= KEEP:
                return messages
            summary = summarise(turns[:-KEEP])
            return system + [{"role": "user", "content": "So far: " + summary}] + turns[-KEEP:]
        """
            .formatted(turns));
  }

  /// @param tokens of input that a conversation may take
  public static Artefact trim(String file, String model, long tokens) {
    return of(
        file,
        """
        # Keep the newest turns of a conversation within a budget of input tokens.
        from litellm.utils import trim_messages

        MODEL, BUDGET = %s, %d

        def trim(messages):
            return trim_messages(messages, model=MODEL, max_tokens=BUDGET)
        """
            .formatted(JsonText.quoted(model), tokens));
  }

  private static Artefact of(String file, String content) {
    return Artefact.text(file, MEDIA_TYPE, content);
  }
}
