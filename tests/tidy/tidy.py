"""The house rules as a test: who may include whom, how long a file and a function may be, what no file
may say. Run from the root of the tree; prints every breach with its place, ends with `N passed, N failed`.

  tidy.py            checks the tree
  tidy.py --self     checks the checks: each rule must find a planted breach
"""
# SPDX-License-Identifier: Apache-2.0
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(__file__))
import co_await  # noqa: E402

# docs/ARCHITECTURE.md, rooms. `proof` is the part of storage that is neither log driver nor table;
# and the rows of visits, which identity reads and has kept.
MAY = {
    "storage": {"base"},
    "base": set(),
    "domain": {"base", "proto"},
    "wire": {"domain", "base", "proto", "proof"},   # proof: what the schema's signed texts are to it
    "report": {"domain", "base", "proto", "proof"},
    "engine": {"report", "domain", "wire", "base", "proto", "storage"},
    "identity": {"domain", "wire", "base", "proto", "proof"},
    "net": {"engine", "identity", "wire", "domain", "base", "proto", "proof"},
    "reach": {"engine", "domain", "base", "proto", "storage"},
    "app": {"net", "reach", "engine", "identity", "wire", "domain", "base", "proto", "storage", "drivers"},
    "main": {"app", "base"},
    "core": {"report", "wire", "domain", "base", "proto", "proof", "storage", "drivers"},
    "cli": {"core", "report", "wire", "domain", "base", "proto", "proof", "drivers"},   # drivers: verify of a database
}
PROOF = {"entry", "sha256", "merkle", "signature", "signed", "webauthn", "openssh", "checkpoint", "visits",
         "note_key", "cosignature", "trust_policy", "receipt", "tiles"}
DRIVERS = {"sqlite_log", "sqlite_tables", "memory_log", "postgres_log"}
# Foreign headers that only these rooms (or files) may see.
FOREIGN = [
    (re.compile(r"boost/beast|openssl/ssl"), {"net", "core", "base/boost.cpp", "app/metrics", "app/witness_server"}),
    (re.compile(r"boost/asio"), {"base", "engine", "identity", "net", "reach", "app", "main", "core", "cli"}),
    (re.compile(r"curl/curl"), {"reach"}),
    (re.compile(r"<archive"), {"core"}),
    (re.compile(r"SQLiteCpp|sqlite3\.h"), {"storage"}),
    (re.compile(r"sodium\.h"), {"storage/signature"}),
    (re.compile(r"boost/json"), {"app", "core", "cli", "storage/client_data", "report", "storage/witness",
                                 "reach/courier", "reach/web_push"}),
    (re.compile(r"spdlog"), {"app"}),
    (re.compile(r"CLI/CLI\.hpp"), {"cli", "app", "main"}),
    (re.compile(r"google/protobuf"), {"wire", "engine", "domain", "core", "cli", "app"}),
]
BANNED = [
    (re.compile(r"\bdetached\b"), "spawn into a Nursery", set()),
    (re.compile(r"(?:system|steady|high_resolution)_clock::now|\bclock_gettime\b|\btime\(nullptr\)|\bgettimeofday\b"),
     "time enters through base/clock", {"server/base/clock.cpp", "tests/sim/kernel_calls.cpp"}),
    (re.compile(r"random_device|\bmt19937|\bgetrandom\(|\brand\(\)"), "chance enters through base/rng", {"server/base/rng.cpp"}),
    (re.compile(r"\b(?:TODO|FIXME|XXX)\b"), "finish it or write an issue", {"tests/tidy/tidy.py"}),
    (re.compile(r"enable_shared_from_this"), "the frame owns", set()),
    (re.compile(r"\b(?:class|struct) \w*(?:Manager|Helper|Util|Utils|Impl|Data|Info)\b"), "name what it is", set()),
]
FILE_LINES, TEST_LINES, FUNCTION_LINES, COLUMNS = 400, 500, 70, 100
CONTROL = re.compile(r"^\s*(?:if|for|while|switch|namespace|class|struct|enum|union|do|else|extern|try|catch)\b")


def files():
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\n") if os.path.isfile(name)]


def room_of(path):
    parts = path.split("/")
    if parts[0] == "storage": return "storage"
    if parts[0] in ("server", "client") and len(parts) > 2: return parts[1]
    return None


def target_of(include):
    if include.startswith("tocsin/v1/"): return "proto"
    parts = include.split("/")
    if parts[0] == "storage":
        stem = os.path.splitext(parts[-1])[0]
        return "proof" if stem in PROOF else "drivers" if stem in DRIVERS else "storage"
    if parts[0] in ("server", "client") and len(parts) > 2: return parts[1]
    return None


def check_includes(path, text):
    room = room_of(path)
    if room is None: return
    for number, line in enumerate(text.split("\n"), 1):
        found = re.match(r'#include\s+["<]([^">]+)[">]', line)
        if not found: continue
        include = found[1]
        target = target_of(include)
        allowed = MAY[room] | {room}
        if "storage" in allowed: allowed = allowed | {"proof"}
        if target and target not in allowed and not (room == "storage" and target in ("proof", "drivers")):
            yield number, f"{room} may not include {include}"
        for pattern, rooms in FOREIGN:
            if pattern.search(include) and not any(r in path if "/" in r else room == r for r in rooms):
                yield number, f"{include} is not for {room}"


def check_size(path, text):
    lines = text.split("\n")
    if path.endswith(".proto"): return   # the schema's five files are fixed
    most = TEST_LINES if path.startswith("tests/") else FILE_LINES
    if len(lines) - 1 > most: yield len(lines), f"{len(lines) - 1} lines; at most {most}"
    if not path.endswith((".cpp", ".hpp")): return
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS and "://" not in line: yield number, f"{len(line)} columns; at most {COLUMNS}"
    yield from long_functions(lines)


def long_functions(lines):
    """A block that opens at the end of a line with a ')' before it and is no control block or type."""
    start = depth = None
    for number, line in enumerate(lines, 1):
        if start is None and re.search(r"\)[^;{}]*\{\s*$", line) and not CONTROL.match(line) and not line.startswith((" " * 8,)):
            start, indent = number, len(line) - len(line.lstrip())
        if start is not None and line.startswith(" " * indent + "}") and number > start:
            if number - start + 1 > FUNCTION_LINES and not is_test(lines[start - 1]):
                yield start, f"a function of {number - start + 1} lines; at most {FUNCTION_LINES}"
            start = None


def is_test(line): return line.startswith("TEST_CASE") or "SCENARIO" in line


def check_words(path, text):
    for number, line in enumerate(text.split("\n"), 1):
        for pattern, why, but in BANNED:
            if pattern.search(line) and path not in but: yield number, f"{pattern.search(line)[0]}: {why}"


def check_head(path, text):
    head = "\n".join(text.split("\n")[:20])
    if "SPDX-License-Identifier: Apache-2.0" not in head: yield 1, "no SPDX line"
    if path.endswith(".hpp") and "#pragma once" not in text: yield 1, "no #pragma once"


def check_co_await(path, text):
    if "co_await" in text: yield from co_await.findings(text)


CHECKS = [check_includes, check_size, check_words, check_head, check_co_await]
KINDS = (".cpp", ".hpp", ".proto", ".sh", ".py")


def run(named):
    good = bad = 0
    for path, text in named:
        breaches = [f"{path}:{line}: {what}" for check in CHECKS for line, what in
                    (check(path, text) if path.endswith((".cpp", ".hpp")) or check in (check_head, check_size) else ())]
        good, bad = good + (not breaches), bad + bool(breaches)
        for breach in breaches: print(breach)
    return good, bad


PLANTED = {
    "server/domain/a.hpp": '// SPDX-License-Identifier: Apache-2.0\n#pragma once\n#include "server/engine/feed.hpp"\n',
    "server/domain/b.cpp": '// SPDX-License-Identifier: Apache-2.0\n#include <boost/asio/post.hpp>\n',
    "server/net/c.cpp": "// SPDX-License-Identifier: Apache-2.0\nco_spawn(x, f(), asio::detached);\n",
    "server/net/d.cpp": "// SPDX-License-Identifier: Apache-2.0\nauto t = std::chrono::system_clock::now();\n",
    "server/net/e.cpp": "// SPDX-License-Identifier: Apache-2.0\nvoid f() {\n" + "    g();\n" * 80 + "}\n",
    "server/net/f.cpp": "// SPDX-License-Identifier: Apache-2.0\n" + "// x\n" * 401,
    "server/net/g.cpp": "// SPDX-License-Identifier: Apache-2.0\nawaitable<void> f() {\n    co_await g(Options{.name = s});\n}\n",
    "server/net/h.cpp": "int main() {}\n",
    "server/net/i.cpp": "// SPDX-License-Identifier: Apache-2.0\n// " + "x" * 100 + "\n",
}


def self_check():
    missed = [path for path, text in PLANTED.items() if run([(path, text)])[1] != 1]
    for path in missed: print(f"the breach planted in {path} was not found")
    return len(PLANTED) - len(missed), len(missed)


def main():
    good, bad = self_check()
    if "--self" not in sys.argv:
        more = run((path, open(path, encoding="utf-8").read()) for path in files() if path.endswith(KINDS))
        good, bad = good + more[0], bad + more[1]
    print(f"{good} passed, {bad} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
