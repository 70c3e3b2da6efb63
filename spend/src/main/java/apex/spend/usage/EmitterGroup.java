package apex.spend.usage;

/// Calls whose numbers mean the same, since one version of one program wrote them about one
/// provider. What was not told is empty.
///
/// @param scope the instrumentation's name, such as `pydantic-ai`, or the format of a file
/// @param version of the instrumentation
/// @param provider as sent
public record EmitterGroup(String scope, String version, String provider)
    implements Comparable<EmitterGroup> {
  @Override
  public int compareTo(EmitterGroup other) {
    int byScope = scope.compareTo(other.scope);
    if (byScope != 0) return byScope;
    int byVersion = version.compareTo(other.version);
    return byVersion != 0 ? byVersion : provider.compareTo(other.provider);
  }
}
