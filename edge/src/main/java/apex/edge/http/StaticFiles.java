package apex.edge.http;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The files of a built page. A name with a content hash is kept by browsers for ever, anything
/// else is asked for again with its ETag. An address without an extension is one of the page's own
/// and gets `index.html`. Nothing outside the folder is ever read, also not through links.
final class StaticFiles implements Handler {
  private static final java.util.regex.Pattern HASHED =
      java.util.regex.Pattern.compile(".+[-.][A-Za-z0-9_-]{8,}\\.[a-z0-9]+");
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("map", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("webp", "image/webp"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("wasm", "application/wasm"));
  private static final String PAGE_POLICY =
      "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
          + " form-action 'self'; frame-ancestors 'none'";

  private final Path folder;

  StaticFiles(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  @Override
  public Response answer(Request request) throws IOException {
    var segments = Pattern.segments(request.path());
    if (segments.stream().anyMatch(StaticFiles::climbs)) throw nothing(request);
    var file = folder.resolve(String.join("/", segments)).normalize();
    if (servable(file)) return send(request, file);
    if (extension(segments.getLast()).isEmpty()) return index(request);
    throw nothing(request);
  }

  private Response index(Request request) throws IOException {
    var index = folder.resolve("index.html");
    if (servable(index)) return send(request, index);
    throw new ApexException(
        ErrorCode.NOT_FOUND, "the page is not built", "Build the web folder and start again.");
  }

  private boolean servable(Path file) throws IOException {
    return file.startsWith(folder)
        && Files.isRegularFile(file)
        && file.toRealPath().startsWith(folder.toRealPath())
        && !Files.isHidden(file);
  }

  private Response send(Request request, Path file) throws IOException {
    var tag = tag(file);
    var known = request.header("if-none-match").filter(tag::equals).isPresent();
    var response =
        known ? new Response(304, List.of(), new Response.Body.Bytes(new byte[0])) : content(file);
    return response
        .with("ETag", tag)
        .with("Cache-Control", caching(file))
        .with("Content-Security-Policy", PAGE_POLICY);
  }

  private static Response content(Path file) throws IOException {
    var type = TYPES.getOrDefault(extension(name(file)), "application/octet-stream");
    return Response.streamed(type, out -> Files.copy(file, out))
        .with("Content-Length", Long.toString(Files.size(file)));
  }

  private static String tag(Path file) throws IOException {
    var changed = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toMillis();
    return "\"%x-%x\"".formatted(changed, Files.size(file));
  }

  private String caching(Path file) {
    var asset =
        folder.relativize(file).startsWith("assets") && HASHED.matcher(name(file)).matches();
    return asset ? "public, max-age=31536000, immutable" : "no-cache";
  }

  private static boolean climbs(String segment) {
    return segment.equals("..")
        || segment.equals(".")
        || segment.chars().anyMatch(c -> c == '/' || c == '\\' || c == 0);
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static String extension(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  private static ApexException nothing(Request request) {
    return new ApexException(ErrorCode.NOT_FOUND, "there is nothing at " + request.path());
  }
}
