# Sourced by run.sh and verify.sh: the demo server that they walk. They set programs, work, port, failed and server="".
# SPDX-License-Identifier: Apache-2.0

stop() { # SIGNAL
    [ -n "$server" ] || return 0
    kill "-$1" "$server" 2>/dev/null
    wait "$server" 2>/dev/null
    server=""
}

ready() {
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    printf 'GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
    grep -q '^HTTP/1.1 200' <&3
}

# start SECONDS: it ends by itself after so long, should the script be killed.
start() {
    "$programs/tocsin-server" demo --port "$port" --keep "$work/demo" --quiet-sim --for "$1" >>"$work/server.log" 2>&1 &
    server=$!
    for ((i = 0; i < 400; i++)); do
        if (ready) 2>/dev/null; then return 0; fi
        kill -0 "$server" 2>/dev/null || break
        sleep 0.05
    done
    echo "FAIL the server does not start:" && tail -20 "$work/server.log"
    failed=$((failed + 1))
    return 1
}
