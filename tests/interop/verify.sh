#!/usr/bin/env bash
# Two verifiers that share no line of code, over what one demo exports: the same counts, and of every forgery the same first
# wrong entry. Then what the second one reads besides: tiles, receipts, cosignatures, and every figure of a report.
# Ends with `N passed, N failed`.
#   tests/interop/verify.sh
# SPDX-License-Identifier: Apache-2.0
set -uo pipefail
cd "$(dirname "$0")/../.."
programs=${TOCSIN_PROGRAMS:-build/release}
here=tests/interop
work=$(mktemp -d "${TMPDIR:-/tmp}/tocsin-verify.XXXXXX")
server="" passed=0 failed=0
export TMPDIR=$work HOME=$work PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$work/schema
trap 'stop KILL; rm -rf "$work"' EXIT

. $here/server.sh

# part COMMAND...: adds up what its last line says; without one it broke off, and that is a failure.
part() {
    local line
    timeout 300 "$@" >"$work/part.log" 2>&1
    line=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$work/part.log" | tail -1)
    grep -vxF -- "${line:-no such line}" "$work/part.log"
    [ -n "$line" ] || echo "FAIL it broke off: $*"
    line=${line:-0 passed, 1 failed}
    passed=$((passed + ${line%% *}))
    line=${line#*, }
    failed=$((failed + ${line%% *}))
}

tocsin() { "$programs/tocsin" --demo --server "$url" --as "$@"; }

# that WHAT COMMAND...: one check
that() {
    local what=$1
    shift
    if "$@" >"$work/that.log" 2>&1; then echo "ok   verify: $what" && passed=$((passed + 1)); else
        echo "FAIL verify: $what" && tail -5 "$work/that.log"
        failed=$((failed + 1))
    fi
}

# Keys of every form sign a position and let themselves in, so that there is more to verify than device keys.
act() {
    INTEROP_FROM=127.0.2.1 part "$python" $here/python/walk.py "$url" "$work/demo" "$work/state.json" openssh
    if command -v node >/dev/null && [ -d $here/node_modules/ws ]; then
        INTEROP_FROM=127.0.2.2 part node --no-warnings $here/node/main.mjs "$url" "$work/demo" "$work/node.json" browser
    else
        echo "note: no passkeys in this run: tests/interop/run.sh brings what node needs"
    fi
    sleep 1.5   # a checkpoint is released at most once a second
}

export_all() {
    local of
    that "an auditor exports the whole log" tocsin auditor export all -o "$work/all.ndjson"
    of=$("$python" $here/verifier/cases.py "$work/all.ndjson") || { echo "FAIL no cases" && failed=$((failed + 1)) && return; }
    read -r open closed <<<"$of"
    that "an auditor exports a case" tocsin auditor export "$open" -o "$work/case.ndjson"
    that "a government exports a case, of which it may not read everything" tocsin focal-gh export "$closed" -o "$work/readable.ndjson"
}

# What the console asks for is what the command line computes from exports.
asked_reports() {
    local who
    for who in auditor lead focal-gh; do
        that "the server's figures of a case are those of the export, for $who" \
            "$python" $here/verifier/asked.py "$closed" "$programs/tocsin" --demo --server "$url" --as "$who"
    done
}

# Where this server serves tiles: everybody may read the hashes.
tiles() {
    log_key=$("$python" -c 'import json, sys; print(json.loads(open(sys.argv[1]).readline())["log_key"])' "$work/all.ndjson")
    if "$python" -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=5)' "$http/tile/0/000" 2>/dev/null; then
        that "the tiles that are served give the checkpoint's root" "$python" $here/verify.py tiles "$http" --no-entries --log-key "$log_key"
    else
        echo "note: this server serves no tiles"
    fi
}

# Bundles, which are an auditor's: as files over HTTP, by a feed token.
bundles() {
    tocsin auditor token mint --json >"$work/mint.json" 2>"$work/that.log" || { echo "FAIL verify: a token is minted" && cat "$work/that.log"; failed=$((failed + 1)); return; }
    "$python" -c 'import json, sys; print(json.load(open(sys.argv[1]))["token"])' "$work/mint.json" >"$work/token"
    sleep 1.5
    that "the bundles' entries are the leaves of the tree" "$python" $here/verify.py tiles "$http" --token-file "$work/token" --log-key "$log_key"
}

refuses() { # exit 7, whatever it says
    "$@"
    [ $? = 7 ]
}

as_told() { # the command that the program printed, as it stands there
    local words
    read -ra words < <(sed -n 's/^verify it anywhere, offline: tocsin //p' "$1")
    [ ${#words[@]} -gt 0 ] && "$programs/tocsin" "${words[@]}"
}

# A receipt by both verifiers; then with one byte changed at every place of it.
receipts() {
    local file=$work/entry.tlog-proof place
    that "an auditor takes the receipt of an entry" tocsin auditor receipt 9 -o "$file"
    cp "$work/that.log" "$work/told"
    that "what it is told to type verifies it" as_told "$work/told"
    that "tocsin verifies the receipt offline" "$programs/tocsin" verify "$file" --log-key "$log_key"
    that "the second verifier verifies the receipt" "$python" $here/verify.py receipt "$file" --log-key "$log_key"
    for place in header payload hash root signature; do
        "$python" $here/verifier/flip.py "$file" "$place" >"$work/flipped.tlog-proof"
        that "tocsin finds a changed $place of a receipt" refuses "$programs/tocsin" verify "$work/flipped.tlog-proof" --log-key "$log_key"
        that "the second verifier finds a changed $place of a receipt" refuses "$python" $here/verify.py receipt "$work/flipped.tlog-proof" --log-key "$log_key"
    done
}

# Debian's Python holds Debian's modules, whatever else is first in the path.
python=python3
"$python" -c 'import google.protobuf, nacl, websockets' 2>/dev/null || python=/usr/bin/python3
mkdir "$work/schema"
protoc -I proto --python_out "$work/schema" proto/tocsin/v1/*.proto || exit 1
part "$python" $here/verify_test.py
port=$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
http=http://127.0.0.1:$port url=ws://127.0.0.1:$port/ws
if start 120; then
    act
    export_all
    asked_reports
    tiles
    bundles
    receipts
    stop TERM
    part "$python" $here/verifier/database.py "$programs/tocsin" "$work/demo"
    part "$python" $here/verifier/duel.py "$programs/tocsin" "$work/demo/log.key" "$work"/{all,case,readable}.ndjson
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
