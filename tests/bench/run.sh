#!/usr/bin/env bash
# Measures Tocsin, and the plain servers it is compared with in the same run: docs/PERFORMANCE.md. One
# line of JSON per figure on stdout, what is happening on stderr, every single measurement in $BENCH_OUT.
#   tests/bench/run.sh [NAME…]    fanout_last_10k fanout_cpu_10k burst_10k rss_conn_10k fanout_tls ack_rush_10k
#                                 signed_rush_10k start_1m verify_1m resume_10k isolation_p99 decide_per_s
# Smaller and quicker: BENCH_CONNS (10000) BENCH_ROUNDS (3) BENCH_ENTRIES (1000000).
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
cd "$(dirname "$0")/../.."
conns=${BENCH_CONNS:-10000}
rounds=${BENCH_ROUNDS:-3}
entries=${BENCH_ENTRIES:-1000000}
parties=${BENCH_PARTIES:-64}
peers=build/bench
. tests/bench/parts.sh
out=${BENCH_OUT:-$work/measured.jsonl}
: >"$out"

names=("$@")
[ ${#names[@]} = 0 ] && names=(fanout_last_10k fanout_cpu_10k burst_10k rss_conn_10k fanout_tls ack_rush_10k
    signed_rush_10k start_1m verify_1m resume_10k isolation_p99 decide_per_s)
wants() { local name; for name in "${names[@]}"; do for one; do [ "$name" = "$one" ] && return; done; done; return 1; }

# Without a server: the pure core alone, its line is the figure.
decide() {
    [ -x "$programs/tocsin-bench-decide" ] || { say "$programs/tocsin-bench-decide is missing: build it"; return 1; }
    say "deciding over 10,000 alerts and 1,000 procedures"
    taskset -c 0 "$programs/tocsin-bench-decide"
}
wants decide_per_s && decide
[ "${names[*]}" = decide_per_s ] && exit

need_programs

# ---- the plain servers

build_peers() {
    local source=../shared/bench/src
    [ -d "$source" ] || { say "no plain servers here: without them there are no ratios to them"; return 1; }
    mkdir -p "$peers"
    local name libraries
    for name in rawfan beast_naive rush_ref; do
        case $name in rawfan) libraries="-lcrypto -luring" ;; beast_naive) libraries=-lpthread ;; *) libraries="-lcrypto -lsqlite3" ;; esac
        [ "$peers/$name" -nt "$source/$name.cpp" ] && continue
        say "building $name"
        g++ -std=c++20 -O2 -o "$peers/$name" "$source/$name.cpp" $libraries || { say "$name does not build here"; return 1; }
    done
}

# ---- the figures

fanout() {
    prepare crowd "$conns" "$parties" 0
    local stages=(--connections "$conns" --single 20 --burst 50)
    for ((round = 1; round <= rounds; round++)); do
        if [ -n "$have_peers" ]; then
            start 0 9101 "$peers/rawfan" 9101 600 send && load raw-send fanout --port 9101 --plain "${stages[@]}"; stop
            start 0 9102 "$peers/rawfan" 9102 600 coalesce && load raw-coalesce fanout --port 9102 --plain "${stages[@]}"; stop
            start 0 9103 "$peers/beast_naive" 9103 600 && load beast-naive fanout --port 9103 --plain "${stages[@]}"; stop
        fi
        tocsin 0 9104 "$work/crowd" && load tocsin fanout --port 9104 "${stages[@]}"; stop
    done
}

# The same server over both: what TLS 1.3 adds to a delivery.
tls() {
    local count=$((conns < 1000 ? conns : 1000))
    prepare crowd "$conns" "$parties" 0
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
        -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null || { say "no certificate could be made"; return 1; }
    local stages=(--port 9105 --connections "$count" --single 50 --burst 50)
    for ((round = 1; round <= rounds; round++)); do
        tocsin 0 9105 "$work/crowd" && load tocsin tls_plain "${stages[@]}"; stop
        tocsin 0 9105 "$work/crowd" 9106 "$work/cert.pem" "$work/key.pem" && load tocsin tls "${stages[@]}" --tls 9106; stop
    done
}

# On one core beside a load that is always awake, and on both beside one that sleeps between looks.
rush_on() { # STAGE PORT LOG [--sign]
    local cores waits
    for cores in 0 0,1; do
        [ $cores = 0 ] && waits= || waits=--waits
        tocsin $cores "$2" "$work/$3" &&
            load "tocsin-cores-$cores" "$1" --port "$2" --connections "$conns" --rush 2 ${4:-} $waits; stop
    done
}

rush() {
    prepare governments "$conns" "$conns" 0 CLEAR
    prepare crowd "$conns" "$parties" 0
    mkdir -p "$work/disk"
    for ((round = 1; round <= rounds; round++)); do
        if wants ack_rush_10k; then
            if [ -n "$have_peers" ]; then
                start 0 9111 "$peers/rush_ref" 9111 600 group "$work/disk" &&
                    load cpp-sqlite-group ack_rush --port 9111 --plain --connections "$conns" --rush 2; stop
            fi
            rush_on ack_rush 9112 crowd
        fi
        if wants signed_rush_10k; then
            line=$(taskset -c 0 "$programs/tocsin-bench-server" verifies)
            echo "{\"round\":$round,\"server\":\"ed25519\",\"stage\":\"signed_rush\",${line#\{}" >>"$out"
            rush_on signed_rush 9113 governments --sign
        fi
    done
}

long_log() {
    prepare long 1100 "$parties" "$entries"
    round=0
    timed 0,1 tocsin warm "$programs/tocsin-bench-server" start "$work/long"   # releases a checkpoint, fills the cache
    for ((round = 1; round <= rounds; round++)); do
        timed 0 read long "$programs/tocsin-bench-server" read "$work/long"
        wants start_1m && timed 0,1 start long "$programs/tocsin-bench-server" start "$work/long"
        wants verify_1m && [ -x "$programs/tocsin" ] && timed_verify
    done
}
timed_verify() {
    local line
    line=$(verify) || { say "tocsin verify failed"; return 1; }
    echo "{\"round\":$round,\"server\":\"verify\",\"stage\":\"long\",${line#\{}" >>"$out"
    say "round $round long verify"
}

resume() {
    prepare crowd "$conns" "$parties" 0
    for ((round = 1; round <= rounds; round++)); do
        tocsin 0 9121 "$work/crowd" && load tocsin resume --port 9121 --connections "$conns" \
            --restart "taskset -c 0 $programs/tocsin-bench-server serve $work/served 9121"
        stop
    done
}

isolation() {
    prepare long 1100 "$parties" "$entries"
    local healthy=$((conns < 1000 ? conns : 1000))
    for ((round = 1; round <= rounds; round++)); do
        tocsin 0 9131 "$work/long" && load tocsin isolation --port 9131 --connections "$healthy" --isolation 200
        stop
    done
}

have_peers=
build_peers && have_peers=yes
wants fanout_last_10k fanout_cpu_10k burst_10k rss_conn_10k && fanout
wants fanout_tls && tls
wants ack_rush_10k signed_rush_10k && rush
wants resume_10k && resume
wants start_1m verify_1m && long_log
wants isolation_p99 && isolation
served=()
for name in "${names[@]}"; do [ "$name" = decide_per_s ] || served+=("$name"); done
python3 tests/bench/figures.py "$out" "${served[@]}"
