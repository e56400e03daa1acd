"""What whoever has the server's files in hand could do to them, one deed at a time, and whether `tocsin verify` names the place.

  database.py PROGRAM DATA      DATA: the data directory of a server that was stopped"""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, ".."), os.path.join(HERE, "..", "python")]
from checks import Checks   # noqa: E402   pylint: disable=wrong-import-position
from verifier import schema   # noqa: E402   pylint: disable=wrong-import-position


class Copy:
    """A copy of the data that may be changed; its triggers, which stop bugs and no forger, are gone."""

    def __init__(self, data, folder):
        self.folder = folder
        for name in ("tocsin.db", "released-checkpoint"): shutil.copy(os.path.join(data, name), os.path.join(folder, name))
        os.chmod(folder, 0o700)
        self.db = sqlite3.connect(os.path.join(folder, "tocsin.db"), isolation_level=None)
        self.size = self.one("SELECT count(*) FROM entry")

    def one(self, sql, *values):
        return self.db.execute(sql, values).fetchone()[0]

    def untie(self):
        self.db.execute("PRAGMA foreign_keys = OFF")
        for (name,) in self.db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            self.db.execute(f"DROP TRIGGER {name}")
        return self

    def flip(self, table, column, index, at=-1):
        data = bytearray(self.one(f'SELECT {column} FROM {table} WHERE "index" = ?', index))
        data[at] ^= 1
        self.db.execute(f'UPDATE {table} SET {column} = ? WHERE "index" = ?', (bytes(data), index))

    def position(self):
        """The index of a government's position."""
        for index, header in self.db.execute('SELECT "index", header FROM entry ORDER BY "index"'):
            if header[3] == schema.KINDS["position_taken"]: return index
        raise SystemExit("the data hold no position")

    def close(self):
        self.db.close()
        shutil.rmtree(self.folder)


def header(copy, index): copy.flip("entry", "header", index, 11)
def payload(copy, index): copy.flip("entry", "payload", index)
def salt(copy, index): copy.flip("entry", "salt", index)
def leaf_hash(copy, index): copy.flip("entry", "leaf_hash", index)
def remembered_bytes(copy, index): copy.flip("command", "request_sha256", index)
def remembered_actor(copy, index): copy.flip("command", "actor", index)
def forgotten(copy, index): copy.db.execute('DELETE FROM command WHERE "index" = ?', (index,))


def withheld(copy, index):
    copy.db.execute('UPDATE entry SET salt = NULL, payload = NULL WHERE "index" = ?', (index,))


def swapped(copy, index):
    copy.db.execute("PRAGMA ignore_check_constraints = ON")
    for of, to in ((index, -1), (index + 1, index), (-1, index + 1)):
        copy.db.execute('UPDATE entry SET "index" = ? WHERE "index" = ?', (to, of))


def far(copy, _):
    """The last entry claims to stand where no log has ever come to."""
    copy.db.execute('UPDATE command SET "index" = ? WHERE "index" = ?', (2**62, copy.size - 1))
    copy.db.execute('UPDATE entry SET "index" = ? WHERE "index" = ?', (2**62, copy.size - 1))


def missing(copy, index): copy.db.execute('DELETE FROM entry WHERE "index" = ?', (index,))


def old_backup(copy, _):
    """The database of some time ago beside the checkpoint that was released since."""
    copy.db.execute('DELETE FROM command WHERE "index" >= ?', (copy.size - 5,))
    copy.db.execute('DELETE FROM entry WHERE "index" >= ?', (copy.size - 5,))


def text(copy, _):
    sha256, content = copy.db.execute("SELECT sha256, content FROM document LIMIT 1").fetchone()
    copy.db.execute("UPDATE document SET content = ? WHERE sha256 = ?", (content[:-1] + b"?", sha256))


def checkpoint(copy, _):
    path = os.path.join(copy.folder, "released-checkpoint")
    with open(path, encoding="utf-8") as file: note = file.read()
    with open(path, "w", encoding="utf-8") as file: file.write(note[:-10] + ("A" if note[-10] != "A" else "B") + note[-9:])


DEEDS = {   # the deed, and where it is found: an index relative to the position's; None: of the whole
    "a byte of a header": (header, 0),
    "a byte of a payload": (payload, 0),
    "a byte of a salt": (salt, 0),
    "a byte of a leaf hash": (leaf_hash, 0),
    "the bytes remembered of a command": (remembered_bytes, 0),
    "whose a command is remembered to be": (remembered_actor, 0),
    "a command that is not remembered": (forgotten, 0),
    "a position that was erased": (withheld, 0),
    "two entries in the other order": (swapped, 0),
    "an entry that is gone": (missing, 0),
    "an entry at an index out of this world": (far, "last"),
    "an old backup under a newer checkpoint": (old_backup, "end"),
    "a byte of a text": (text, None),
    "a byte of the checkpoint's signature": (checkpoint, None),
}


class Tampering:
    def __init__(self, program, data):
        self.program, self.data, self.checks = program, data, Checks("verify")

    def verdict(self, deed=None):
        copy = Copy(self.data, tempfile.mkdtemp())
        index, size = copy.position(), copy.size
        if deed: deed(copy.untie(), index)
        copy.db.close()
        done = subprocess.run([self.program, "--json", "verify", copy.folder], capture_output=True, check=False, timeout=120)
        copy.close()
        report = json.loads(done.stdout or b"{}")
        return done.returncode, report.get("firstWrong"), index, size

    def run(self):
        self.checks.same("the data of a stopped server are sound", self.verdict()[:2], (0, None))
        for what, (deed, place) in DEEDS.items():
            status, wrong, index, size = self.verdict(deed)
            where = {None: None, "end": size - 5, "last": size - 1}.get(place, index)
            self.checks.same(f"in the data of a server: {what} is found", (status, wrong), (7, where))
        return self.checks.close()


if __name__ == "__main__":
    sys.exit(Tampering(*sys.argv[1:3]).run())
