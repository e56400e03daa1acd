#!/usr/bin/env bash
# What strangers send, made up by libFuzzer under ASan and UBSan: every target of this folder for so many
# seconds, all cores busy (FUZZ_JOBS=1: one target at a time). A finding is one failure, and its input is kept in the results; a mended one
# goes into corpus/TARGET and is tried first in every run. Ends with `N passed, N failed`.
#   tests/fuzz/run.sh [SECONDS [TARGET...]]   60 by default; what is found new is kept in build/results/fuzz
# FUZZ_SEED=N begins at a seed of one's own; by default at a new one each time.
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-60}
shift $(($# > 0 ? 1 : 0))
results=build/results/fuzz
mkdir -p "$results" build/fuzz
cmake --preset fuzz >"$results/configure.log" 2>&1 && cmake --build --preset fuzz >"$results/build.log" 2>&1 ||
    { tail -30 "$results"/{configure,build}.log; echo "FAIL the targets do not build"; echo "0 passed, 1 failed"; exit 1; }

targets=("$@")
[ ${#targets[@]} -gt 0 ] || for source in tests/fuzz/*.cpp; do targets+=("$(basename "$source" .cpp)"); done

# Frames in binary are kept as text and encoded here: the repository holds no binaries.
encode_frames() { # KIND FROM TO PREFIX
    local text
    for text in "$2"/*.txtpb; do
        [ -e "$text" ] || continue
        { printf '%s' "$4"; protoc -I proto --encode="tocsin.v1.$1" tocsin/v1/frame.proto <"$text"; } \
            >"$3/$(basename "$text" .txtpb)" || return 1
    done
}

fuzz() { # TARGET
    local target=$1 own=tests/fuzz/corpus/$1 kept=$results/$1 log=$results/$1.log seeds
    seeds=$(mktemp -d "${TMPDIR:-/tmp}/tocsin-fuzz.XXXXXX")
    mkdir -p "$kept"
    [ ! -d "$own" ] || find "$own" -type f ! -name '*.txtpb' -exec cp {} "$seeds/" \;
    case $target in
        frame_binary) encode_frames ClientFrame "$own" "$seeds" "" ;;
        server_frame) encode_frames ServerFrame "$own" "$seeds" b ;;
    esac || { echo "FAIL $target: its seeds cannot be encoded"; rm -rf "$seeds"; return 1; }
    UBSAN_OPTIONS=print_stacktrace=1 "build/fuzz/fuzz-$target" -seed="${FUZZ_SEED:-0}" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
        -max_len=16384 -print_final_stats=1 -artifact_prefix="$kept.found-" "$kept" "$seeds" >"$log" 2>&1
    local rc=$?
    rm -rf "$seeds"
    local runs believed
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    believed=$(sed -n 's/^believed //p' "$log")
    if [ $rc = 0 ] && [ "${runs:-0}" -gt 0 ] && [ "${believed:-0}" -gt 0 ]; then
        echo "PASS $target: $runs inputs, $believed of them believed, $(grep -c . <(ls "$kept")) kept"
        return 0
    fi
    echo "FAIL $target (status $rc): see $log"
    grep -E 'ERROR|SUMMARY|must hold|terminate called|what\(\):|Test unit written' "$log" | head -5
    return 1
}
export -f fuzz encode_frames
export seconds results

mapfile -t lines < <(printf '%s\n' "${targets[@]}" | xargs -P "${FUZZ_JOBS:-$(nproc)}" -I{} bash -c 'fuzz {}')
printf '%s\n' "${lines[@]}"
passed=$(printf '%s\n' "${lines[@]}" | grep -c '^PASS')
failed=$((${#targets[@]} - passed))
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
