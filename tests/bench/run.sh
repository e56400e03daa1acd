#!/usr/bin/env bash
# Measures Tocsin, and the plain servers it is compared with in the same run: docs/PERFORMANCE.md. One
# line of JSON per figure on stdout, what is happening on stderr, every single measurement in $BENCH_OUT.
#   tests/bench/run.sh [NAME…]    fanout_last_10k fanout_cpu_10k burst_10k rss_conn_10k ack_rush_10k
#                                 signed_rush_10k start_1m verify_1m resume_10k isolation_p99 decide_per_s
# Smaller and quicker: BENCH_CONNS (10000) BENCH_ROUNDS (3) BENCH_ENTRIES (1000000).
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
cd "$(dirname "$0")/../.."
programs=${TOCSIN_PROGRAMS:-build/release}
conns=${BENCH_CONNS:-10000}
rounds=${BENCH_ROUNDS:-3}
entries=${BENCH_ENTRIES:-1000000}
parties=${BENCH_PARTIES:-64}
peers=build/bench
work=$(mktemp -d "${TMPDIR:-/tmp}/tocsin-bench.XXXXXX")
out=${BENCH_OUT:-$work/measured.jsonl}
: >"$out"
server=0
cleanup() { [ "$server" = 0 ] || kill "$server" 2>/dev/null; rm -rf "$work"; }
trap cleanup EXIT
say() { echo "bench: $*" >&2; }
ulimit -n "$(ulimit -Hn)"
# Each connection needs a port of its own; without the right to say so, fewer connections fit.
sysctl -qw net.ipv4.ip_local_port_range="15000 60999" 2>/dev/null

names=("$@")
[ ${#names[@]} = 0 ] && names=(fanout_last_10k fanout_cpu_10k burst_10k rss_conn_10k ack_rush_10k
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

for program in tocsin-bench-server tocsin-bench-load; do
    [ -x "$programs/$program" ] || { say "$programs/$program is missing: build it, or set TOCSIN_PROGRAMS"; exit 69; }
done

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

# ---- one server, one load

await_port() { local i; for ((i = 0; i < 600; i++)); do (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return; sleep 0.05; done; return 1; }
start() {  # CORES PORT COMMAND…
    local cores=$1 port=$2
    shift 2
    taskset -c "$cores" "$@" >"$work/server.log" 2>&1 &
    server=$!
    await_port "$port" || { say "$1 did not start: $(tail -1 "$work/server.log")"; return 1; }
}
stop() { kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; server=0; }
# What the load measured, with the round, the server's name and the stage before it.
load() {  # LABEL STAGE OPTIONS…
    local label=$1 stage=$2 line
    shift 2
    line=$(timeout 300 taskset -c 1 "$programs/tocsin-bench-load" --pid "$server" "$@" 2>"$work/load.log") ||
        { say "$label, $stage: $(tail -1 "$work/load.log")"; return 1; }
    echo "{\"round\":$round,\"server\":\"$label\",\"stage\":\"$stage\",${line#\{}" >>"$out"
    say "round $round $stage $label"
}
# A fresh copy of a log made once.
tocsin() {  # CORES PORT LOG
    rm -rf "$work/served"
    cp -r "$3" "$work/served"
    start "$1" "$2" "$programs/tocsin-bench-server" serve "$work/served" "$2"
}
prepare() {  # NAME PERSONS PARTIES NOTES [CLEAR]
    [ -d "$work/$1" ] && return
    say "making the log $1"
    "$programs/tocsin-bench-server" prepare "$work/$1" "${@:2}"
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
            tocsin 0 9112 "$work/crowd" && load tocsin ack_rush --port 9112 --connections "$conns" --rush 2; stop
        fi
        if wants signed_rush_10k; then
            line=$(taskset -c 0 "$programs/tocsin-bench-server" verifies)
            echo "{\"round\":$round,\"server\":\"ed25519\",\"stage\":\"signed_rush\",${line#\{}" >>"$out"
            for cores in 0 0,1; do
                tocsin $cores 9113 "$work/governments" &&
                    load "tocsin-cores-$cores" signed_rush --port 9113 --connections "$conns" --rush 2 --sign; stop
            done
        fi
    done
}

# What a start or a verification took, with the file in the page cache for all of them. The limit is one core that reads
# and hashes; a start and a verification have both, as on the machines they run on.
timed() {  # CORES LABEL STAGE COMMAND…
    local cores=$1 label=$2 stage=$3 line
    shift 3
    line=$(taskset -c "$cores" "$@" 2>"$work/timed.log") || { say "$stage: $(tail -1 "$work/timed.log")"; return 1; }
    echo "{\"round\":$round,\"server\":\"$label\",\"stage\":\"$stage\",${line#\{}" >>"$out"
    say "round $round $stage $label"
}
verify() {
    local began ended
    began=$(date +%s.%N)
    "$programs/tocsin" verify "$work/long/tocsin.db" >"$work/verify.log" 2>&1 ||
        { cat "$work/verify.log" >&2; return 1; }
    ended=$(date +%s.%N)
    echo "{\"seconds\":$(echo "$ended - $began" | bc)}"
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
wants ack_rush_10k signed_rush_10k && rush
wants resume_10k && resume
wants start_1m verify_1m && long_log
wants isolation_p99 && isolation
served=()
for name in "${names[@]}"; do [ "$name" = decide_per_s ] || served+=("$name"); done
python3 tests/bench/figures.py "$out" "${served[@]}"
