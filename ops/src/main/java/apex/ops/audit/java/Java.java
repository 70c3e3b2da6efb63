package apex.ops.audit.java;

import apex.ops.audit.facts.Language;
import apex.ops.audit.facts.Watch;

/// Java source.
public final class Java implements Language {
  @Override
  public String name() {
    return "java";
  }

  @Override
  public boolean reads(String fileName) {
    return fileName.endsWith(".java");
  }

  @Override
  public Reader reader(Watch watch) {
    return new JavaReader();
  }
}
