package apex.backend.ingestion.otlp;

import java.util.Arrays;
import java.util.Optional;

/// How a request is written; its answer is written the same way.
public enum OtlpForm {
  PROTOBUF("application/x-protobuf"),
  JSON("application/json");

  private final String mediaType;

  OtlpForm(String mediaType) {
    this.mediaType = mediaType;
  }

  public String mediaType() {
    return mediaType;
  }

  public static Optional<OtlpForm> of(String mediaType) {
    return Arrays.stream(values()).filter(form -> form.mediaType.equals(mediaType)).findFirst();
  }
}
