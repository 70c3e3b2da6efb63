package apex.backend;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Says whether an answer tells a stranger anything of another workspace. Knows no address.
final class Judge {
  private static final Set<String> OF_THE_MOMENT =
      Set.of("date", "x-request-id", "x-apex-as-of", "connection", "content-length");
  private static final Pattern REQUEST = Pattern.compile("\"(request_id|trace_id)\":\"[^\"]*\"");
  private static final Pattern MOMENT =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?Z");
  private static final Pattern AS_OF = Pattern.compile("as_of(\\\\?\"):\\d+");

  /// Bytes that wait to be stored, of all workspaces together: told to every member on purpose.
  private static final Pattern WAITING = Pattern.compile("\"spool\":\\{[^}]*}");

  private Judge() {}

  /// What came back, without what changes from one request to the next.
  record Reply(int status, Map<String, String> headers, String body) {
    static Reply of(HttpResponse<String> answer) {
      var headers = new TreeMap<String, String>();
      answer
          .headers()
          .map()
          .forEach((name, values) -> {
            if (!OF_THE_MOMENT.contains(name.toLowerCase(java.util.Locale.ROOT)))
              headers.put(name, String.join(", ", values));
          });
      return of(answer.statusCode(), headers, answer.body());
    }

    static Reply of(int status, Map<String, String> headers, String text) {
      var body = REQUEST.matcher(text).replaceAll("\"$1\":\"R\"");
      body = MOMENT.matcher(body).replaceAll("T");
      body = WAITING.matcher(body).replaceAll("\"spool\":{}");
      return new Reply(status, headers, AS_OF.matcher(body).replaceAll("as_of$1:0"));
    }

    /// With the ids that were asked for made the same.
    Reply without(Iterable<String> asked) {
      var text = body;
      for (var id : asked) text = text.replace(id, "ID");
      return new Reply(status, headers, text);
    }
  }

  /// What is wrong with an answer about the victim's object beside that about one that never was.
  static List<String> oracle(int status, Reply victims, Reply nobodys) {
    var faults = new ArrayList<String>();
    if (victims.status() != status)
      faults.add("answered %d, not %d: %s".formatted(victims.status(), status, victims.body()));
    if (!victims.equals(nobodys))
      faults.add("tells that it exists: %s, else %s".formatted(victims, nobodys));
    return faults;
  }

  /// Which of the victim's marks stand in an answer.
  static List<String> leaks(Set<String> marks, Reply reply) {
    var all = reply.headers() + reply.body();
    return marks.stream().filter(all::contains).map(mark -> "shows " + mark).toList();
  }

  /// Which of what there is nobody thought of, and which of what was thought of is gone.
  static List<String> unclassified(Iterable<String> there, Set<String> known) {
    var faults = new ArrayList<String>();
    var seen = new TreeSet<String>();
    for (var each : there)
      if (seen.add(each) && !known.contains(each)) faults.add("nobody classified " + each);
    for (var each : known) if (!seen.contains(each)) faults.add("there is no " + each);
    return faults;
  }
}
