package apex.backend.model;

/// Where a sentence's meaning lies. Not a record: an array does not compare by content.
public final class Vector {
  private final float[] parts;

  Vector(float[] parts) {
    this.parts = parts.clone();
  }

  /// 1 for the same meaning, about 0 for unrelated ones.
  public double likeness(Vector other) {
    double dot = 0;
    double left = 0;
    double right = 0;
    for (int i = 0; i < parts.length; i++) {
      dot += (double) parts[i] * other.parts[i];
      left += (double) parts[i] * parts[i];
      right += (double) other.parts[i] * other.parts[i];
    }
    return dot / Math.sqrt(left * right);
  }
}
