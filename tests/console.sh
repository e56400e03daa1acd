#!/usr/bin/env bash
# The console alone, without a browser: types, accessibility at compile time, its own unit tests.
# Ends with `N passed, N failed`. It was installed when the server was built.
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
cd "$(dirname "$0")/.."
report=$(mktemp)
trap 'rm -f "$report"' EXIT
cd client/web || exit 1
types=1 tests=0 bad=1
if npm run --silent check; then types=0; fi
npm run --silent test -- --reporter=default --reporter=junit --outputFile.junit="$report" 2>&1
read -r tests bad < <(python3 ../../tests/tidy/junit.py "$report")
echo "$((tests - bad + 1 - types)) passed, $((bad + types)) failed"
[ "$((bad + types))" = 0 ]
