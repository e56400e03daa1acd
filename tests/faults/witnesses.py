#!/usr/bin/env python3
"""Three witnesses on loopback, all real programs: one down, one that lies, then one that is shown another history.
The server's quorum is as the policy says; a split view, signed with the log's own key, halts signing and stays halted.

    python3 tests/faults/witnesses.py [PROGRAMS]      ends with `N passed, N failed`

SPDX-License-Identifier: Apache-2.0
"""
import base64
import hashlib
import http.server
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

import nacl.signing

PROGRAMS = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "build/release")
RUNS_AT_MOST = 120  # seconds; every program ends by itself after that
counts = [0, 0]
surroundings = dict(os.environ)
started = []


def check(what, held):
    counts[0 if held else 1] += 1
    if not held:
        print(f"FAIL {what}")
    return held


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def until(condition, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.1)
    return condition()


def start(*words):
    process = subprocess.Popen(
        [os.path.join(PROGRAMS, words[0]), *words[1:]], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env=surroundings,
    )  # fmt: skip
    started.append(process)
    return process


def end(process, how=signal.SIGTERM):
    process.send_signal(how)
    process.wait(timeout=30)
    started.remove(process)


class Witness:
    def __init__(self, folder, name, log, port=None):
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.words = [
            "tocsin-admin", "witness", "--name", name, "--key", os.path.join(folder, name + ".key"), "--state",
            os.path.join(folder, name + ".state"), "--listen", f"127.0.0.1:{self.port}", "--log", log,
        ]  # fmt: skip
        self.begin()

    def begin(self):
        self.process = start(*self.words)
        self.vkey = self.process.stdout.readline().split()[1]
        self.process.stdout.readline()


class Liar(http.server.BaseHTTPRequestHandler):
    """Says that it holds more than there is, and shows nothing."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(409, "text/x.tlog.size", b"123456789\n")

    def do_GET(self):
        self.answer(404, "text/plain", b"no\n")

    def answer(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def b64(data):
    return base64.b64encode(data).decode()


def vkey(name, kind, key):
    ident = hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + key).digest()[:4]
    return f"{name}+{ident.hex()}+{b64(bytes([kind]) + key)}"


def forged(origin, key, size):
    """A checkpoint of another history, with the log's own key."""
    text = f"{origin}\n{size}\n{b64(hashlib.sha256(b'another history').digest())}\n"
    public = bytes(key.verify_key)
    ident = hashlib.sha256(origin.encode() + b"\n\x01" + public).digest()[:4]
    return f"{text}\n\u2014 {origin} {b64(ident + key.sign(text.encode()).signature)}\n"


def post(url, body):
    request = urllib.request.Request(url, data=body.encode(), headers={"Content-Type": "text/plain"})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


class Server:
    def __init__(self, folder, policy):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder, self.policy = folder, policy

    def begin(self):
        words = ["tocsin-server", "demo", "--port", str(self.port), "--keep", self.folder, "--for", str(RUNS_AT_MOST)]
        if self.policy:
            words += ["--witness-policy", self.policy]
        self.process = start(*words)
        threading.Thread(target=lambda: [None for _ in self.process.stdout], daemon=True).start()
        return until(lambda: get(self.url + "/livez")[0] == 200, 60)

    def grow(self):
        words = [os.path.join(PROGRAMS, "tocsin"), "--demo", "--server", f"ws://127.0.0.1:{self.port}/ws"]
        words += ["--as", "auditor", "token", "mint"]
        return subprocess.run(words, env=surroundings, capture_output=True, timeout=60).returncode == 0

    def checkpoint(self):
        return get(self.url + "/checkpoint")[1]

    def lines(self):
        return [line for line in self.checkpoint().splitlines() if line.startswith("\u2014 ")]

    def size(self):
        return int((self.checkpoint().splitlines() + ["", "0"])[1])


def walk(folder):
    demo = os.path.join(folder, "demo")
    server = Server(demo, None)
    check("the demo starts", server.begin())
    discovery = get(server.url + "/.well-known/tocsin")[1]
    log = discovery.split('"log_key":"')[1].split('"')[0]
    end(server.process)

    one, two = Witness(folder, "one", log), Witness(folder, "two", log)
    liar = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Liar)
    threading.Thread(target=liar.serve_forever, daemon=True).start()
    liars = vkey("liar", 4, bytes(nacl.signing.SigningKey.generate().verify_key))
    policy = os.path.join(folder, "policy")
    with open(policy, "w") as out:
        out.write(f"log {log}\nwitness one {one.vkey} {one.url}\nwitness two {two.vkey} {two.url}\n")
        out.write(f"witness liar {liars} http://127.0.0.1:{liar.server_address[1]}\ngroup G 2 one two liar\nquorum G\n")

    server.policy = policy
    check("it starts with witnesses", server.begin())
    check("two honest witnesses cosign beside one that lies", until(lambda: len(server.lines()) == 3))
    check("the liar halts nothing", get(server.url + "/readyz")[0] == 200)

    end(two.process)
    before = server.size()
    check("somebody acts", server.grow())
    check("the log goes on with one witness down", until(lambda: server.size() > before and len(server.lines()) >= 2))
    check("its quorum is not met", until(lambda: len(server.lines()) == 2, 10))
    two.begin()
    check("a witness that comes back cosigns again", until(lambda: len(server.lines()) == 3))
    check("it remembers what it saw", until(lambda: get(two.url + "/" + origin_hash(log) + "/checkpoint")[0] == 200))

    end(server.process)
    with open(os.path.join(demo, "log.key")) as seed:
        key = nacl.signing.SigningKey(bytes.fromhex(seed.read().strip()))
    origin = log.split("+")[0]
    # Whoever holds the log's key shows a third witness, which has seen nothing yet, another history.
    end(one.process)
    os.remove(os.path.join(folder, "one.state"))
    one.begin()
    code, _ = post(one.url + "/add-checkpoint", "old 0\n\n" + forged(origin, key, 100000))
    check("a fresh witness cosigns whatever it sees first", code == 200)
    code, _ = post(two.url + "/add-checkpoint", "old 0\n\n" + forged(origin, key, 100000))
    check("a witness that has seen the true history does not", code == 409)

    check("the server starts", server.begin())
    check("the split view halts it", until(lambda: get(server.url + "/readyz")[0] == 503))
    evidence = os.path.join(demo, "fork-evidence")
    check("both notes are kept", until(lambda: os.path.exists(evidence)) and "100000" in open(evidence).read())
    note = server.checkpoint()
    time.sleep(3)
    check("nothing more is signed", server.checkpoint().split("\n\n")[0] == note.split("\n\n")[0])
    end(server.process)
    check("it starts again, and", server.begin())
    check("is halted from the start", get(server.url + "/readyz")[0] == 503)
    end(server.process)
    liar.shutdown()


def origin_hash(log):
    return hashlib.sha256(log.split("+")[0].encode()).hexdigest()


def main():
    with tempfile.TemporaryDirectory(prefix="tocsin-witnesses.") as folder:
        surroundings.update(HOME=folder, TMPDIR=folder)
        try:
            walk(folder)
        except Exception as error:  # what broke is a failure, and what ran is still ended
            check(f"the walk goes to its end: {error!r}", False)
        finally:
            for process in list(started):
                end(process, signal.SIGKILL)
    print(f"{counts[0]} passed, {counts[1]} failed")
    return 1 if counts[1] else 0


if __name__ == "__main__":
    sys.exit(main())
