#!/bin/sh
# Writes the price book of the pinned npm package as one flat table, and beside it the second source, unless it is newer than what it
# is made from. Needs the network only the first time.
#   export.sh TABLE
set -eu
table=$1
second=$(dirname "$1")/second-source.tsv
cd "$(dirname "$0")"
newest() { [ -f "$table" ] && [ -f "$second" ] && [ "$second" -nt second.mjs ] && [ "$table" -nt package-lock.json ] && [ "$table" -nt package.json ] && [ "$table" -nt export.mjs ] && [ "$table" -nt export.sh ]; }
newest && exit 0
command -v node >/dev/null && command -v npm >/dev/null || {
  echo "The price book is read from an npm package: install Node.js 20 or newer with npm, so that node and npm are on PATH." >&2
  exit 1
}
installed() { [ -f node_modules/.package-lock.json ] && [ node_modules/.package-lock.json -nt package-lock.json ]; }
installed || npm ci --ignore-scripts --prefer-offline --silent || {
  echo "npm ci failed in $PWD: the price book's package could not be fetched. Is the npm registry reachable?" >&2
  exit 1
}
touch node_modules/.package-lock.json
mkdir -p "$(dirname "$table")"
node export.mjs "$table.part"
node second.mjs "$second.part"
mv "$second.part" "$second"
mv "$table.part" "$table"
