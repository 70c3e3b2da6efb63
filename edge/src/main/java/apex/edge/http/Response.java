package apex.edge.http;

import apex.edge.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What a handler answers: a status, headers and a body.
public record Response(int status, List<Header> headers, Body body) {
  /// One header line.
  public record Header(String name, String value) {
    public Header {
      if (value.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 127))
        throw new IllegalArgumentException("header " + name + " holds a control character");
    }
  }

  /// What follows the headers.
  public sealed interface Body {
    record Bytes(byte[] bytes) implements Body {}

    /// Written while it is sent, never held as a whole.
    record Streamed(Writing writing) implements Body {}
  }

  /// Writes a body as it is sent.
  @FunctionalInterface
  public interface Writing {
    void to(OutputStream out) throws IOException;
  }

  public Response {
    headers = List.copyOf(headers);
  }

  public static Response of(int status, String mediaType, byte[] body) {
    return new Response(
        status, List.of(new Header("Content-Type", mediaType)), new Body.Bytes(body));
  }

  /// 200 with `value` as JSON.
  public static Response json(Object value) {
    return json(200, value);
  }

  public static Response json(int status, Object value) {
    return of(status, "application/json", Json.bytes(value));
  }

  /// 201 with `value` as JSON.
  public static Response created(Object value) {
    return json(201, value);
  }

  public static Response noContent() {
    return new Response(204, List.of(), new Body.Bytes(new byte[0]));
  }

  public static Response text(String mediaType, String text) {
    return of(200, mediaType, text.getBytes(StandardCharsets.UTF_8));
  }

  public static Response streamed(String mediaType, Writing writing) {
    return new Response(
        200, List.of(new Header("Content-Type", mediaType)), new Body.Streamed(writing));
  }

  /// With one more header line.
  public Response with(String name, String value) {
    var more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new Response(status, more, body);
  }

  public Response with(Cookie cookie) {
    return with("Set-Cookie", cookie.header());
  }
}
