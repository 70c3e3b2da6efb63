#!/bin/sh
# Writes one table out of the npm packages pinned in a folder, unless it is newer than what it is
# made from. Needs the network only the first time.
#   npm-table.sh FOLDER SCRIPT TABLE     runs `node FOLDER/SCRIPT TABLE`
set -eu
folder=$(dirname "$0")/$1 script=$2 table=$3
cd "$folder"
newest() {
  [ -f "$table" ] || return 1
  for input in package.json package-lock.json "$script" ../npm-table.sh; do
    [ "$table" -nt "$input" ] || return 1
  done
}
newest && exit 0
command -v node >/dev/null && command -v npm >/dev/null || {
  echo "Prices and words are read from npm packages: install Node.js 20 or newer with npm, so that node and npm are on PATH." >&2
  exit 1
}
installed() { [ -f node_modules/.package-lock.json ] && [ node_modules/.package-lock.json -nt package-lock.json ]; }
installed || npm ci --ignore-scripts --prefer-offline --silent || {
  echo "npm ci failed in $PWD: its packages could not be fetched. Is the npm registry reachable?" >&2
  exit 1
}
touch node_modules/.package-lock.json
mkdir -p "$(dirname "$table")"
node "$script" "$table.part"
mv "$table.part" "$table"
