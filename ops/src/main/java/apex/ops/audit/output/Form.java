package apex.ops.audit.output;

/// How a report is shown.
public enum Form {
  TEXT,
  JSON,
  SARIF,
  GITHUB,
  MARKDOWN,
  HTML
}
