#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test there is. Ends with a table of suites and the
# line `N passed, N failed`; exit 0 only when nothing failed. A skipped suite fails when CI=true.
#   deploy/test.sh [SUITE...]     only these (storage, domain, …, tidy, console, scenarios, import, interop, verify,
#                                 sim, browser, fuzz, faults, faults-table: of the reports that are there); asan and
#                                 tsan run the unit suites again under the sanitizers, on demand
# Properties and fuzzing begin with the same seed every time, so that the verdict is the commit's;
# PROPERTY_SEED=N, or =random, and FUZZ_SEED=N begin elsewhere. A failure names its seed first.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/common.sh"

results=build/results
passed=0 failed=0
rows=()
broken=() # what failed, a line each: said again at the very end, where a cut-off output still has it

# record SUITE PASSED FAILED [SKIPPED-BECAUSE]
record() {
    local state=PASS
    [ "$3" = 0 ] || state=FAIL
    [ -z "${4:-}" ] || state="SKIPPED($4)"
    rows+=("$(printf '%-12s %-8s %5d passed %4d failed %5ds' "$1" "$state" "$2" "$3" "$SECONDS")")
    passed=$((passed + $2))
    failed=$((failed + $3))
    if [ -n "${4:-}" ] && [ "${CI:-}" = true ]; then failed=$((failed + 1)); fi
    printf '%s\n' "${rows[-1]}"
}

# remember SUITE PATTERN FILE: the lines that say what failed, at most twenty a suite.
remember() {
    local line
    while IFS= read -r line; do broken+=("$1: ${line:0:500}"); done < <(grep -E -m 20 "$2" "$3" || true)
}

# A Catch2 program: its JUnit report says how many cases passed and failed; a crash is one failure.
# What is shown of a failure is what this run said, in its report and beside it: another run might
# not fail.
catch_suite() { # NAME PROGRAM
    local report=$results/$1.xml tests=0 bad=0 rc=0
    rm -f "$report"
    timeout 900 "$2" -r junit -o "$report" >"$results/$1.log" 2>&1 || rc=$?
    if [ -s "$report" ]; then
        read -r tests bad < <(python3 tests/tidy/junit.py "$report" 2>"$results/$1.failures")
        cat "$results/$1.failures" >&2
        remember "$1" '^--- ' "$results/$1.failures"
    fi
    if [ "$rc" != 0 ] && [ "$bad" = 0 ]; then bad=1; fi
    [ "$bad" = 0 ] || { say "$1 ended with status $rc; report: $report"; tail -60 "$results/$1.log" >&2; }
    record "$1" $((tests > bad ? tests - bad : 0)) "$bad"
}

# A script that ends with its own line `N passed, N failed`.
script_suite() { # NAME COMMAND...
    local name=$1 line rc=0 good bad
    shift
    timeout 1800 "$@" >"$results/$name.log" 2>&1 || rc=$?
    line=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$results/$name.log" | tail -1 || true)
    good=${line%% *} bad=$(sed -E 's/.*, ([0-9]+) failed.*/\1/' <<<"${line:-, 1 failed}")
    if [ "$rc" != 0 ] && [ "$bad" = 0 ]; then bad=1; fi
    [ "$bad" = 0 ] || { tail -60 "$results/$name.log" >&2; remember "$name" 'FAIL|^not ok' "$results/$name.log"; }
    record "$name" "${good:-0}" "$bad"
}

wanted() { [ ${#only[@]} = 0 ] || [[ " ${only[*]} " == *" $1 "* ]]; }

only=("$@")
package_lists deploy/packages.txt deploy/packages-test.txt deploy/packages-browser.txt
install_packages "${lists[@]}"
mkdir -p "$results"
[ ${#only[@]} -gt 0 ] || rm -f "$results"/*   # the table of faults is of this run
reconfigure=yes build release
for program in build/release/test-*; do
    name=${program##*/test-}
    if wanted "$name"; then catch_suite "$name" "$program"; fi
done
if wanted tidy; then script_suite tidy python3 tests/tidy/tidy.py; fi
if wanted console; then script_suite console tests/console.sh; fi
if wanted scenarios; then script_suite scenarios tests/scenarios/run.sh; fi
if wanted import; then script_suite import build/release/tocsin-import; fi
if wanted interop; then script_suite interop tests/interop/run.sh; fi
if wanted verify; then script_suite verify tests/interop/verify.sh; fi
if wanted sim; then script_suite sim tests/sim/run.sh 1000 0.5; fi      # half an hour of trouble for each seed
if wanted browser; then script_suite browser tests/browser/run.sh; fi
if wanted fuzz; then FUZZ_SEED=${FUZZ_SEED:-1} script_suite fuzz tests/fuzz/run.sh 60; fi   # ten minutes each by hand
if wanted faults; then script_suite faults tests/faults/run.sh 60 12 5; fi   # a bounded share, as run.sh says;
                                                                            # run.sh alone is the whole
for sanitizer in asan tsan; do
    if [ ${#only[@]} -gt 0 ] && wanted $sanitizer; then
        reconfigure=yes build $sanitizer
        for program in build/$sanitizer/test-*; do catch_suite "$sanitizer-${program##*/test-}" "$program"; done
    fi
done

if wanted faults-table; then
    script_suite faults-table python3 tests/faults/table.py "$results"
    printf '\n%s\n' "fault result tests"
    cat "$results/faults-table.log"
fi

printf '\n%s\n' "suite        result"
printf '%s\n' "${rows[@]}"
[ ${#broken[@]} = 0 ] || printf '%s\n' "" "what failed" "${broken[@]}"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
