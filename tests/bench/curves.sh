#!/usr/bin/env bash
# How the cost grows, over three decades of each: connections, governments, entries; and with the size of what is sent.
# Rows of Markdown on stdout, as docs/PERFORMANCE.md has them; a quarter of an hour.
#   tests/bench/curves.sh [connections|governments|entries|payload]...
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
cd "$(dirname "$0")/../.."
. tests/bench/parts.sh
out=$work/measured.jsonl
round=1
need_programs
decades=(10 100 1000 10000)

# row FORMAT: of the last measurement.
row() { tail -1 "$out" | python3 -c 'import json, sys; print(sys.argv[1].format(**json.load(sys.stdin)))' "$1"; }

connections() {
    echo "| connections | last delivery, ms | CPU-s per million deliveries | burst, deliveries/s | KiB per connection |"
    echo "| --- | --- | --- | --- | --- |"
    local count
    for count in "${decades[@]}"; do
        prepare "crowd-$count" "$count" $((count < 64 ? count : 64)) 0
        tocsin 0 9141 "$work/crowd-$count" &&
            load tocsin curve --port 9141 --connections "$count" --single 50 --burst 50 &&
            row "| $count | {last_ms:.2f} | {cpu_s_per_million:.1f} | {burst_deliveries_per_s:,.0f} | {rss_kib_per_connection:.1f} |"
        stop
    done
}

# As many connections each time; what grows is the Coalition: so many governments, each of one person, all owing an answer.
governments() {
    echo "| governments | acknowledgement, p99 ms of 1,000 at once | CPU µs each | signed position, p99 ms of as many | memory at rest, MiB |"
    echo "| --- | --- | --- | --- | --- |"
    local count persons signed
    for count in "${decades[@]}"; do
        persons=$((count < 1000 ? 1000 : count))
        prepare "governments-$count" "$persons" "$count" 0 CLEAR
        signed=$((count < 1000 ? count : 1000))
        tocsin 0 9142 "$work/governments-$count" &&
            load tocsin curve --port 9142 --connections "$signed" --rush 2 --sign && signed=$(row "{rush_p99_ms:.1f}")
        stop
        tocsin 0 9143 "$work/governments-$count" &&
            load tocsin curve --port 9143 --connections 1000 --rush 2 &&
            row "| $count | {rush_p99_ms:.1f} | {rush_cpu_us_per_request:.0f} | $signed | $(row '{rss_base_kib}' | awk '{printf "%.0f", $1 / 1024}') |"
        stop
    done
}

entries() {
    echo "| entries | file, MiB | reading and hashing, s | start, s | verification, s | memory of a start, MiB |"
    echo "| --- | --- | --- | --- | --- | --- |"
    local count read start peak
    for count in 1000 10000 100000 1000000; do
        rm -rf "$work/long"
        prepare long 100 42 "$count"
        "$programs/tocsin-bench-server" start "$work/long" >/dev/null # releases a checkpoint, fills the cache
        timed 0 read curve "$programs/tocsin-bench-server" read "$work/long" && read=$(row "{seconds:.3f}")
        timed 0,1 start curve "$programs/tocsin-bench-server" start "$work/long" &&
            start=$(row "{seconds:.3f}") peak=$(row "{peak_mib}")
        verify >>"$out"
        row "| $count | $(($(stat -c %s "$work/long/tocsin.db") >> 20)) | $read | $start | {seconds:.3f} | $peak |"
    done
}

payload() {
    echo "| bytes of the text | last of 1,000 deliveries, ms | CPU-s per million deliveries | burst, MiB/s of text |"
    echo "| --- | --- | --- | --- |"
    prepare crowd-1000 1000 64 0
    local bytes
    for bytes in 64 256 1024 4000; do
        tocsin 0 9144 "$work/crowd-1000" &&
            load tocsin curve --port 9144 --connections 1000 --single 50 --burst 50 --text-bytes "$bytes" &&
            row "| $bytes | {last_ms:.2f} | {cpu_s_per_million:.1f} | $(row "{burst_deliveries_per_s:.0f}" |
                awk -v bytes="$bytes" '{printf "%.0f", $1 * bytes / 1048576}') |"
        stop
    done
}

[ $# -gt 0 ] || set -- connections governments entries payload
for curve; do "$curve" && echo; done
