package apex.kernel.environment;

/// A value that must not be seen: prints as `***`, whoever prints it.
public record Secret(String reveal) {
  public Secret {
    if (reveal.isBlank()) throw new IllegalArgumentException("must not be blank");
  }

  @Override
  public String toString() {
    return "***";
  }
}
