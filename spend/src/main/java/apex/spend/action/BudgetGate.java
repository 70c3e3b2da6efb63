package apex.spend.action;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Fails a build while this month's spend is over a budget: a POSIX shell script, and a GitHub
/// workflow that runs it each morning.
///
/// Source: IEEE Std 1003.1 shell command language; docs.github.com workflow syntax; read
/// 2026-11-21. No name from usage data stands in either: GitHub replaces `${{ }}` in a workflow
/// before anything quotes it, and a shell runs what it takes for code.
///
/// @param usd for a month
public record BudgetGate(BigDecimal usd) {

  /// Exit codes as the command line has them: 0 within the budget, 1 over it, 2 wrong usage, 3
  /// could not find out.
  public Artefact script(String file) {
    return Artefact.text(file, "application/x-sh", SCRIPT.formatted(usd.toPlainString()));
  }

  public Artefact workflow(String file, String script) {
    var job = new LinkedHashMap<String, Object>();
    job.put("runs-on", "ubuntu-latest");
    job.put("timeout-minutes", 5);
    job.put("steps", List.of(Map.of("uses", "actions/checkout@v4"), step(script)));
    var workflow = new LinkedHashMap<String, Object>();
    workflow.put("name", "budget-gate");
    workflow.put("on", triggers());
    workflow.put("permissions", Map.of("contents", "read"));
    workflow.put("jobs", Map.of("budget", job));
    return Artefact.yaml(
        file,
        "github_workflow",
        "Fails while this month's spend is over the budget. Store APEX_URL, APEX_EMAIL and APEX_PASSWORD as secrets.",
        workflow);
  }

  private static Map<String, Object> triggers() {
    var on = new LinkedHashMap<String, Object>();
    on.put("schedule", List.of(Map.of("cron", "0 6 * * *")));
    on.put("workflow_dispatch", Map.of());
    return on;
  }

  private Map<String, Object> step(String script) {
    var environment = new LinkedHashMap<String, Object>();
    environment.put("APEX_URL", "${{ secrets.APEX_URL }}");
    environment.put("APEX_AUTH_URL", "${{ secrets.APEX_AUTH_URL }}");
    environment.put("APEX_EMAIL", "${{ secrets.APEX_EMAIL }}");
    environment.put("APEX_PASSWORD", "${{ secrets.APEX_PASSWORD }}");
    environment.put("BUDGET_USD", usd.toPlainString());
    var step = new LinkedHashMap<String, Object>();
    step.put("name", "Compare this month's spend with the budget");
    step.put("run", "sh " + script);
    step.put("env", environment);
    return step;
  }

  private static final String SCRIPT =
      """
      #!/bin/sh
      # Exit code 0 while this month's spend is within the budget, 1 when it is over it, 2 for wrong
      # usage, 3 when it could not be found out.
      #   BUDGET_USD   US dollars a month
      #   SPEND_FROM   first instant that counts (default: the beginning of this month, UTC)
      #   APEX_URL     where the house answers, such as https://apex.example.com; without it the
      #                command line asks: apex spend --json
      #   APEX_TOKEN   an access token; or APEX_EMAIL and APEX_PASSWORD of a viewer, who signs in at
      #                APEX_AUTH_URL (default: APEX_URL)
      set -u
      budget=${BUDGET_USD:-%s}
      from=${SPEND_FROM:-$(date -u +%%Y-%%m-01T00:00:00Z)}

      case $budget in
        '' | *[!0-9.]* | *.*.*) echo "BUDGET_USD must be US dollars such as 1200.50, was: $budget" >&2; exit 2 ;;
      esac

      quoted() { printf '%%s' "$1" | sed 's/[\\\\"]/\\\\&/g'; }
      unknown() { echo "the spend could not be found out: $1" >&2; exit 3; }
      field() { tr -d '\\n' | sed -n "s/.*\\"$1\\" *: *\\"\\([^\\"\\\\\\\\]*\\)\\".*/\\1/p"; }

      if [ -z "${APEX_URL:-}" ]; then
        reply=$("${APEX:-apex}" spend --json --from "$from")
        code=$?
        [ $code -le 1 ] || unknown "apex spend ended with $code"
      else
        token=${APEX_TOKEN:-}
        if [ -z "$token" ]; then
          token=$(printf '{"email":"%%s","password":"%%s"}' "$(quoted "${APEX_EMAIL:-}")" "$(quoted "${APEX_PASSWORD:-}")" |
            curl --fail --silent --show-error --max-time 30 -H 'Content-Type: application/json' \\
              --data @- "${APEX_AUTH_URL:-$APEX_URL}/auth/login" | field access_token)
          [ -n "$token" ] || unknown "signing in failed"
        fi
        reply=$(printf 'header = "Authorization: Bearer %%s"\\n' "$token" |
          curl --config - --fail --silent --show-error --max-time 60 "$APEX_URL/api/spend?from=$from") ||
          unknown "$APEX_URL did not answer"
      fi

      total=$(printf '%%s' "$reply" | field total_cost_usd)
      [ -n "$total" ] || unknown "the answer has no total_cost_usd"
      if awk -v total="$total" -v budget="$budget" 'BEGIN { exit !(total + 0 > budget + 0) }'; then
        echo "over budget: $total of $budget US dollars since $from" >&2
        exit 1
      fi
      echo "within budget: $total of $budget US dollars since $from"
      """;
}
