#!/usr/bin/env bash
# Builds the console in SOURCE and writes OUT/console_files.cpp: build_console.sh SOURCE OUT
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail
tools=$(cd "$(dirname "$0")" && pwd)
source=$1 out=$2
cd "$source"
# Two build folders may come here at once.
exec 9>"${TMPDIR:-/tmp}/tocsin-console-$(id -u).lock"
flock 9
installed=node_modules/.package-lock.json
if [ ! -f "$installed" ] || [ package-lock.json -nt "$installed" ]; then
    npm ci --loglevel=error >&2
    # An old npm leaves out what only a newer Node may have; under the Node just installed it does not.
    [ -d node_modules/@rolldown/binding-linux-x64-gnu ] || npm run --silent setup >&2
fi
npm run --silent gen
npm run --silent build >"$out.log" 2>&1 || { cat "$out.log" >&2; exit 1; }
PATH="$PWD/node_modules/.bin:$PATH" node "$tools/embed_console.mjs" dist "$out"
