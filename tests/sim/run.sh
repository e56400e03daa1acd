#!/usr/bin/env bash
# The whole house under simulation: so many seeds on both cores, some of them twice (the same trace),
# then every planted bug, which must be found. Ends with `N passed, N failed`.
#   tests/sim/run.sh [SEEDS [HOURS [FIRST]]]     300 seeds of 4 simulated hours, from 1
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
cd "$(dirname "$0")/../.."
sim=${TOCSIN_PROGRAMS:-build/release}/tocsin-sim
seeds=${1:-300} hours=${2:-4} first=${3:-1}
results=build/results/sim
rm -rf "$results"
mkdir -p "$results"
export sim hours results
passed=0 failed=0

verdict() { # WHAT STATUS [LINES]
    if [ "$2" = 0 ]; then
        echo "ok   $1" && passed=$((passed + 1))
    else
        echo "FAIL $1" && failed=$((failed + 1))
        [ -z "${3:-}" ] || echo "$3"
    fi
}

# Chunks of ten seeds, so that no core waits for the other; the first of each ten runs twice.
chunk() { # FROM TO
    "$sim" --seeds "$1" "$1" --hours "$hours" --twice >"$results/seeds-$1.log" 2>&1
    local rc=$?
    [ "$2" = "$1" ] || "$sim" --seeds $(($1 + 1)) "$2" --hours "$hours" >>"$results/seeds-$1.log" 2>&1 || rc=$?
    [ $rc = 0 ]
}
export -f chunk
last=$((first + seeds - 1))
for ((from = first; from <= last; from += 10)); do
    echo "$from $((from + 9 < last ? from + 9 : last))"
done | xargs -P "$(nproc)" -L1 bash -c 'chunk "$0" "$1"' || true
ran=$(cat "$results"/seeds-*.log | grep -c '^seed [0-9]*: [0-9]')
bad=$(cat "$results"/seeds-*.log | grep -E '^  VIOLATED|aborted|bug:' | head -20)
[ "$ran" = "$seeds" ] && [ -z "$bad" ]
verdict "nothing is violated in $ran of $seeds seeds" $? "$bad"
awk '/^seed [0-9]+: / { h += $3; e += $5; c += $7; r += $9; i += $11; l += $13; x += $15 }
     END { printf "     %d simulated hours, %d entries, %d commands, %d receipts, %d items, %d lives of the server, %d crashes\n",
           h, e, c, r, i, l, x }' "$results"/seeds-*.log

# A planted bug is found by its own check, or before that by an assertion of the rooms.
hunt() { # NAME LETTERS
    local seed out
    for seed in $(seq 1 60); do
        out=$(timeout 120 "$sim" --seed "$seed" --hours 2 --plant "$1" 2>&1)
        if grep -qE "VIOLATED \([$2]\)|bug: " <<<"$out"; then
            echo "$1 found with seed $seed: $(grep -E -m1 "VIOLATED \([$2]\)|bug: " <<<"$out" | cut -c1-120)" >"$results/plant-$1.log"
            return 0
        fi
    done
    return 1
}
export -f hunt
plants=$("$sim" --plants)
while read -r name letters bug; do echo "$name $letters"; done <<<"$plants" |
    xargs -P "$(nproc)" -L1 bash -c 'hunt "$0" "$1" || true'
while read -r name letters bug; do
    [ -s "$results/plant-$name.log" ]
    verdict "a bug planted on purpose is found: $bug" $?
    cat "$results/plant-$name.log" 2>/dev/null | sed 's/^/     /'
done <<<"$plants"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
