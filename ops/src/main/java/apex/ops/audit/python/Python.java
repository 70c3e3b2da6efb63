package apex.ops.audit.python;

import apex.ops.audit.facts.Language;
import apex.ops.audit.facts.Watch;

/// Python 3 source.
public final class Python implements Language {
  @Override
  public String name() {
    return "python";
  }

  @Override
  public boolean reads(String fileName) {
    return fileName.endsWith(".py");
  }

  @Override
  public Reader reader(Watch watch) {
    return new PythonReader(watch);
  }
}
