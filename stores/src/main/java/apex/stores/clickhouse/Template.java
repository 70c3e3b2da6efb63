package apex.stores.clickhouse;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A query with named, typed parameters. It cannot exist without binding the workspace of every
/// ledger table it reads: each `from calls` or `from call_costs` says `final`, and beside it stand
/// as many `workspace_id = {workspace_id:UUID}` and `ingest_seq <= {as_of:UInt64}`.
///
/// @param name such as `spend_by_model`
/// @param version raised when the same parameters may give another answer
record Template(String name, int version, String sql, Map<String, String> parameters) {
  private static final Pattern LEDGER =
      Pattern.compile("(?i)\\b(?:from|join)\\s+(?:calls|call_costs|token_points)\\b");
  private static final Pattern LEDGER_FINAL =
      Pattern.compile("(?i)\\b(?:from|join)\\s+(?:calls|call_costs|token_points)\\s+final\\b");
  private static final Pattern WORKSPACE =
      Pattern.compile("\\bworkspace_id = \\{workspace_id:UUID\\}");
  private static final Pattern AS_OF = Pattern.compile("\\bingest_seq <= \\{as_of:UInt64\\}");
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+):([^}]+)\\}");

  Template {
    var tables = count(LEDGER, sql);
    demand(tables > 0, name, "reads no ledger table");
    demand(count(LEDGER_FINAL, sql) == tables, name, "must say final of each ledger table");
    demand(count(WORKSPACE, sql) == tables, name, "must bind workspace_id for each ledger table");
    demand(count(AS_OF, sql) == tables, name, "must bind as_of for each ledger table");
    parameters = Map.copyOf(parameters);
  }

  static Template of(String name, int version, String sql) {
    return new Template(name, version, sql, declared(sql));
  }

  /// As evidence names it: `spend_by_model@1`.
  String id() {
    return name + "@" + version;
  }

  /// The parameters as the HTTP interface takes them, refused unless each one that the statement
  /// names is there in its type.
  Map<String, Object> bind(Map<String, Value> values) {
    var bound = new TreeMap<String, Object>();
    parameters.forEach((parameter, type) -> {
      var value = values.get(parameter);
      demand(value != null && value.type().equals(type), name, "lacks " + parameter + ", " + type);
      if (value != null) bound.put(parameter, value.text());
    });
    return bound;
  }

  private static Map<String, String> declared(String sql) {
    var found = new TreeMap<String, String>();
    var parameter = PARAMETER.matcher(sql);
    while (parameter.find()) found.put(parameter.group(1), parameter.group(2));
    return found;
  }

  private static long count(Pattern pattern, String sql) {
    return pattern.matcher(sql).results().count();
  }

  private static void demand(boolean holds, String name, String rule) {
    if (!holds) throw new ApexException(ErrorCode.BUG, "the template " + name + " " + rule);
  }
}
