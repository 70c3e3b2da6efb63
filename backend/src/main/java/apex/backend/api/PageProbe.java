package apex.backend.api;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.health.Probe;
import java.nio.file.Files;
import java.nio.file.Path;

/// Asks whether the built page is there to be served.
public record PageProbe(Path folder) implements Probe {
  @Override
  public String service() {
    return "frontend_service";
  }

  @Override
  public void ask() {
    if (!Files.isReadable(folder.resolve("index.html")))
      throw new ApexException(
          ErrorCode.CONFIGURATION, "there is no built page in WEB_FOLDER: " + folder);
  }
}
