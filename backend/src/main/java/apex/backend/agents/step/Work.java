package apex.backend.agents.step;

/// What one step does: takes what the step before gave and tells about it while it works. It gives
/// nothing only by throwing.
@FunctionalInterface
public interface Work<I, O> {
  O on(I input, Voice voice);
}
