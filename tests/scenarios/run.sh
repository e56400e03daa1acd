#!/usr/bin/env bash
# Plays every scenario through the real server, a few at a time: most of a scenario is waiting for
# deadlines. Ends with `N passed, N failed`.
#   tests/scenarios/run.sh [AT_ONCE]     how many at a time (5)
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
cd "$(dirname "$0")/../.."
programs=${TOCSIN_PROGRAMS:-build/release}
work=$(mktemp -d "${TMPDIR:-/tmp}/tocsin-scenarios.XXXXXX")
trap 'rm -rf "$work"' EXIT
for file in tests/scenarios/*.scenario; do basename "$file" .scenario; done |
    xargs -P "${1:-5}" -I{} sh -c "timeout 240 '$programs/tocsin-scenario' {} >'$work/{}.log' 2>&1 || touch '$work/{}.failed'"
passed=0 failed=0
for log in "$work"/*.log; do
    name=$(basename "$log" .log)
    if [ -e "$work/$name.failed" ]; then
        failed=$((failed + 1))
        echo "---- $name"
        tail -40 "$log"
    else
        passed=$((passed + 1))
        echo "held: $name"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
