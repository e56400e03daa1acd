"""Both verifiers over the same exports, sound and forged: they must count the same, and name the same first wrong entry.

  duel.py TOCSIN SEED EXPORT...     TOCSIN: the program; SEED: the file of the log's secret; the first EXPORT is of all"""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, ".."), os.path.join(HERE, "..", "python")]
from checks import Checks   # noqa: E402   pylint: disable=wrong-import-position
from verifier import bundle, check, key_tests, report, tamper   # noqa: E402   pylint: disable=wrong-import-position

COUNTED = ("sound", "size", "root", "entries", "withheld", "positions", "positionsUnchecked", "closings", "alerts", "documents")
# What a log could sign that lies; everything else the checkpoint itself gives away.
SIGNED = ("signature", "stance", "reordered", "removed", "back_dated", "received_late", "replaced_key", "counted_too_many",
          "header_format", "header_realm", "header_kind", "header_time", "header_actor", "header_commitment")
OF_A_CASE = ("salt", "payload", "text", "proof", "checkpoint", "swapped", "signature", "header_time", "header_commitment")


def differences(one, other, at=""):
    """Where two JSON values differ, as paths with both values."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted(one.keys() | other.keys()): yield from differences(one.get(name, "absent"), other.get(name, "absent"), f"{at}.{name}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, pair in enumerate(zip(one, other)): yield from differences(*pair, f"{at}[{number}]")
    elif one != other or isinstance(one, bool) != isinstance(other, bool): yield at, one, other


class Asked(key_tests.Rules):
    """The same logs of a small town, put to the C++ verifier."""

    def __init__(self, duel):
        super().__init__(duel.checks)
        self.duel = duel

    def _first_wrong(self, town):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "town.ndjson")
            with open(path, "w", encoding="utf-8") as file: file.writelines(json.dumps(row) + "\n" for row in town.lines())
            report, status = self.duel.ours(path)
        return status, report.get("firstWrong")

    def keeps(self, what, town):
        self.checks.same(f"the C++ verifier: {what}", self._first_wrong(town), (0, None))

    def breaks(self, what, town, index):
        self.checks.same(f"the C++ verifier: {what}", self._first_wrong(town), (7, index))


class Duel:
    def __init__(self, program, seed):
        self.program, self.seed, self.checks = program, seed, Checks("verify")

    def ours(self, path):
        """The C++ verifier: its report and its exit code."""
        done = subprocess.run([self.program, "--json", "verify", path], capture_output=True, check=False, timeout=60)
        return json.loads(done.stdout or b"{}"), done.returncode

    def sound(self, path):
        name = os.path.basename(path)
        (one, status), other = self.ours(path), check.verify(bundle.read(path))
        self.checks.same(f"{name}: both find it sound", (status, one.get("sound"), other["sound"]), (0, True, True))
        self.checks.same(f"{name}: both count the same", {what: one.get(what) for what in COUNTED}, {what: other[what] for what in COUNTED})

    def forged(self, deed, source, signed):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "forged.ndjson")
            tamper.main(deed, source, path, self.seed if signed else None)
            (one, status), other = self.ours(path), check.verify(bundle.read(path))
        name = f"{os.path.basename(source)}, {deed.replace('_', ' ')}{', signed by the log' if signed else ''}"
        self.checks.same(f"{name}: both refuse it and name the same entry", (status, one.get("firstWrong"), other["sound"]),
                         (7, other["firstWrong"], False))

    def reports(self, exports):
        """Every figure of a report, where the program can make one."""
        asked = subprocess.run([self.program, "report", "--help"], capture_output=True, check=False, timeout=60)
        if b"Usage: report" not in asked.stdout:
            print("note: this program makes no reports")
            return
        for path in exports:
            done = subprocess.run([self.program, "report", path, "--format", "json"], capture_output=True, check=False, timeout=60)
            apart = list(differences(json.loads(done.stdout or b"null"), report.report([bundle.read(path)])))
            self.checks.that(f"{os.path.basename(path)}: both report the same figures", not apart, apart[:5])

    def run(self, exports):
        for path in exports: self.sound(path)
        self.reports(exports)
        for deed in tamper.DEEDS:
            if deed != "proof": self.forged(deed, exports[0], False)
        for deed in SIGNED: self.forged(deed, exports[0], True)
        for deed in OF_A_CASE: self.forged(deed, exports[1], False)
        key_tests.logs(Asked(self))
        return self.checks.close()


if __name__ == "__main__":
    sys.exit(Duel(*sys.argv[1:3]).run(sys.argv[3:]))
