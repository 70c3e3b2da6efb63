# Sourced by ./apex: runs every test of every module and of the page, and adds them up.
# shellcheck shell=bash

passed=0 failed=0 skipped=0

test_help() {
  cat <<'HELP'
Usage: ./apex test [--without-browser]
Run every test of every module and of the page, on real PostgreSQL, Redis and ClickHouse, and the
page in headless Chromium. The format of the code is checked too.

  --without-browser   count the browser's tests as skipped instead of failing without Chromium

Ends with a line 'N passed, N failed, N skipped'. Exit codes: 0 all passed, 1 some failed or none
ran, 2 wrong usage, 3 could not find out.
HELP
}

count() { # passed, failed, skipped, what
  passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
  say "$(printf '  %-12s %5d passed %4d failed %4d skipped%s' "$4" "$1" "$2" "$3" "${5:+   $5}")"
}

# The sum of one attribute over the reports of one module.
reported() { # module, attribute
  cat "$root/$1"/target/surefire-reports/TEST-*.xml 2>/dev/null |
    grep -o '<testsuite [^>]*' | grep -o " $2=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{ s += $1 } END { print s + 0 }'
}

sockets() { # module
  [ -f "$root/$1/target/store-sockets.txt" ] || return 0
  awk '{ n[$1] += $2 } END { for (s in n) printf "%s%s %d", (c++ ? ", " : "sockets: "), s, n[s] }' \
    "$root/$1/target/store-sockets.txt"
}

count_module() { # module
  local tests broken missing
  tests=$(reported "$1" tests) missing=$(reported "$1" skipped)
  broken=$(($(reported "$1" failures) + $(reported "$1" errors)))
  if [ "$tests" -eq 0 ]; then
    [ -d "$root/$1/src/test/java" ] || return 0
    count 0 1 0 "$1" "no test ran"
    return
  fi
  count $((tests - broken - missing)) "$broken" "$missing" "$1" "$(sockets "$1")"
}

failed_cases() {
  grep -l -E '<(failure|error)' "$root"/*/target/surefire-reports/TEST-*.xml 2>/dev/null |
    while IFS= read -r report; do
      tr '\n' ' ' <"$report" | grep -o -E '<testcase [^>]*[^/]> *<(failure|error)[^>]*' |
        sed -E 's/.*name="([^"]*)" classname="([^"]*)".*<(failure|error)( message="([^"]{0,160}))?.*/    \2: \1  \5/; s/(&#10;|&#9;| )+/ /g; s/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' >&2
    done
}

java_tests() {
  rm -rf "$root"/*/target/surefire-reports "$root"/*/target/store-sockets.txt
  say "Java: mvn verify (log: $log)"
  show_tests=yes run_maven verify -Dmaven.test.failure.ignore=true
  java_status=$?
}

chromium_found() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null; then return 0; fi
  done
  return 1
}

# What vitest and Playwright say at their end, as numbers.
said() { # word, file
  sed 's/\x1b\[[0-9;]*m//g' "$2" | grep -E "^ *(Tests )?.*[0-9]+ $1" | grep -o "[0-9]* $1" | tail -n 1 | tr -dc 0-9
}

page_tests() {
  local out=$target/web-test.log status good bad
  [ -f "$root/web/package.json" ] || return 0
  say "Page: npm test (log: $out)"
  (cd "$root/web" && npm test) >"$out" 2>&1
  status=$?
  good=$(said passed "$out") bad=$(said failed "$out")
  if [ $status -ne 0 ] && [ "${bad:-0}" -eq 0 ]; then
    bad=1
    say "    types or lint: $(grep -m 1 -E 'error' "$out")"
  fi
  [ $status -eq 0 ] || grep -E '(FAIL|AssertionError|error)' "$out" | head -n 10 | sed 's/^/    /' >&2
  count "${good:-0}" "${bad:-0}" 0 "web"
}

# A house for the browser: a demo in a home of its own, whose page's address is in demo_url.
start_demo() {
  : >"$target/demo-house.log"
  demo_home=$(mktemp -d "${TMPDIR:-/tmp}/apex-browser.XXXXXX")
  APEX_HOME=$demo_home "$JAVA_HOME/bin/java" -Xmx256m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
    -cp "$(class_path launcher)" apex.launcher.Main demo --json >"$target/demo-house.log" 2>&1 &
  demo_pid=$!
  trap stop_demo EXIT
  while ! grep -q 'stays up until' "$target/demo-house.log"; do
    kill -0 "$demo_pid" 2>/dev/null || { stop_demo; return 1; }
    sleep 0.2
  done
  demo_url=$(sed -n 's/.*"page":"\([^"]*\)".*/\1/p' "$demo_home/demo/house.json")
}

stop_demo() {
  trap - EXIT
  kill "$demo_pid" 2>/dev/null && wait "$demo_pid" 2>/dev/null
  rm -rf "$demo_home"
}

browser_tests() { # with or without
  local out=$target/browser-test.log status good bad
  grep -q '"e2e"' "$root/web/package.json" 2>/dev/null || return 0
  if [ "$1" = without ]; then
    count 0 0 "$(find "$root/web/e2e" -name '*.spec.ts' -exec grep -hE '^ *test\(' {} + | wc -l)" "browser"
    return
  fi
  if ! chromium_found; then
    say "    Chromium was not found: install it (apt-get install chromium) or pass --without-browser."
    count 0 1 0 "browser"
    return
  fi
  say "Browser: npm run e2e against a demo house (log: $out)"
  if ! start_demo; then
    say "    the demo house did not start: $(tail -n 3 "$target/demo-house.log")"
    count 0 1 0 "browser"
    return
  fi
  (cd "$root/web" && APEX_E2E_URL=$demo_url APEX_E2E_CREDENTIALS=$demo_home/demo/credentials.json npm run e2e) >"$out" 2>&1
  status=$?
  stop_demo
  good=$(said passed "$out") bad=$(said failed "$out")
  if [ $status -ne 0 ] && [ "${bad:-0}" -eq 0 ]; then bad=1; fi
  [ $status -eq 0 ] || tail -n 40 "$out" | sed 's/^/    /' >&2
  count "${good:-0}" "${bad:-0}" 0 "browser"
}

# The project is held to its own rules, without a baseline.
self_audit() {
  local out=$target/self-audit.log
  say "Audit: apex audit . (log: $out)"
  if "$JAVA_HOME/bin/java" -Xmx384m -XX:+UseSerialGC -cp "$(class_path ops)" apex.ops.Main audit "$root" >"$out" 2>&1; then
    count 1 0 0 "audit"
  else
    head -n 20 "$out" | sed 's/^/    /' >&2
    count 0 1 0 "audit"
  fi
}

summary() {
  local module
  say "Suites"
  for module in $(sed -n 's/.*<module>\(.*\)<\/module>.*/\1/p' "$root/pom.xml"); do count_module "$module"; done
  failed_cases
  if [ "$java_status" -ne 0 ] && [ "$failed" -eq 0 ]; then
    grep -E '^\[ERROR\]' "$log" | head -n 8 >&2
    count 0 1 0 "mvn verify"
  fi
}

run_tests() {
  local browser=with
  while [ $# -gt 0 ]; do
    case $1 in
      --without-browser) browser=without ;;
      -h | --help) test_help; exit 0 ;;
      *) say "apex: unknown option '$1'"; say "Try: ./apex test --help"; exit 2 ;;
    esac
    shift
  done
  require_maven
  lock_build
  : >"$log"
  ! web_stale || build_web
  java_tests
  unlock_build
  summary
  self_audit
  page_tests
  browser_tests $browser
  say
  printf '%d passed, %d failed, %d skipped\n' $passed $failed $skipped
  if [ $failed -gt 0 ] || [ $passed -eq 0 ]; then exit 1; fi
  exit 0
}
