# What run.sh and curves.sh have in common: a folder for a while, one server at a time on its core, one load on the
# other, a log made once. Sourced from the repository's root; `out` is where each measurement goes, `round` its number.
# SPDX-License-Identifier: Apache-2.0
programs=${TOCSIN_PROGRAMS:-build/release}
work=$(mktemp -d "${TMPDIR:-/tmp}/tocsin-bench.XXXXXX")
server=0
cleanup() { [ "$server" = 0 ] || kill "$server" 2>/dev/null; rm -rf "$work"; }
trap cleanup EXIT
say() { echo "bench: $*" >&2; }
ulimit -n "$(ulimit -Hn)"
# Each connection needs a port of its own; without the right to say so, fewer connections fit.
sysctl -qw net.ipv4.ip_local_port_range="15000 60999" 2>/dev/null

need_programs() {
    local program
    for program in tocsin-bench-server tocsin-bench-load; do
        [ -x "$programs/$program" ] || { say "$programs/$program is missing: build it, or set TOCSIN_PROGRAMS"; exit 69; }
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
tocsin() {  # CORES PORT LOG [TLS_PORT CERT KEY]
    rm -rf "$work/served"
    cp -r "$3" "$work/served"
    start "$1" "$2" "$programs/tocsin-bench-server" serve "$work/served" "$2" "${@:4}"
}
prepare() {  # NAME PERSONS PARTIES NOTES [CLEAR]
    [ -d "$work/$1" ] && return
    say "making the log $1"
    "$programs/tocsin-bench-server" prepare "$work/$1" "${@:2}"
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
    awk -v began="$began" -v ended="$ended" 'BEGIN { printf "{\"seconds\":%.3f}\n", ended - began }'
}
