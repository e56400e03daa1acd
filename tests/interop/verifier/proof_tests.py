"""Proofs, notes, policies, tiles and receipts: made here by the rule that defines them, and each spoilt in turn."""
# SPDX-License-Identifier: Apache-2.0
import os
import subprocess
import sys
import tempfile

import nacl.signing

from . import merkle, note, policy, receipt, tiles
from .town import ORIGIN, Device, Town, b64, event, named

VERIFY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "verify.py")


def split_of(leaves):
    return 1 << (len(leaves) - 1).bit_length() - 1


def root(leaves):
    """MTH of RFC 6962 section 2.1, as it is written there."""
    if not leaves: return merkle.sha256(b"")
    if len(leaves) == 1: return leaves[0]
    return merkle.node_hash(root(leaves[:split_of(leaves)]), root(leaves[split_of(leaves):]))


def path(index, leaves):
    """PATH of section 2.1.1."""
    if len(leaves) <= 1: return []
    at = split_of(leaves)
    if index < at: return path(index, leaves[:at]) + [root(leaves[at:])]
    return path(index - at, leaves[at:]) + [root(leaves[:at])]


def proof(size, leaves, whole=True):
    """SUBPROOF of section 2.1.2."""
    if size == len(leaves): return [] if whole else [root(leaves)]
    at = split_of(leaves)
    if size <= at: return proof(size, leaves[:at], whole) + [root(leaves[at:])]
    return proof(size - at, leaves[at:], False) + [root(leaves[:at])]


def trees(checks):
    leaves = [merkle.leaf_hash(b"%d" % number) for number in range(40)]
    same = all(merkle.root_of(leaves[:size]) == root(leaves[:size]) for size in range(41))
    checks.that("the root of every tree is that of the definition", same)
    checks.that("every leaf is proven in every tree, and nowhere else in it", all(
        merkle.included(path(index, leaves[:size]), leaves[index], other, size, root(leaves[:size])) == (index == other)
        for size in range(1, 20) for index in range(size) for other in range(size)))
    checks.that("every tree is proven to continue every smaller one", all(
        merkle.consistent(proof(old, leaves[:new]), old, root(leaves[:old]), new, root(leaves[:new]))
        for new in range(1, 40) for old in range(1, new + 1)))
    checks.that("and not one that was changed", not any(
        merkle.consistent(proof(old, leaves[:new]), old, named("another tree"), new, root(leaves[:new]))
        for new in range(1, 40) for old in range(1, new + 1)))


class Witness:
    def __init__(self, name):
        self.name, self.signing = name, nacl.signing.SigningKey(named("witness " + name))
        body = b"\4" + bytes(self.signing.verify_key)
        self.id = merkle.sha256(name.encode() + b"\n" + body)[:4]
        self.vkey = f"{name}+{self.id.hex()}+{b64(body)}"

    def line(self, signed_note, seconds):
        text = signed_note[:signed_note.rindex("\n\n") + 1]
        signature = self.signing.sign(f"cosignature/v1\ntime {seconds}\n{text}".encode()).signature
        return f"\u2014 {self.name} {b64(self.id + seconds.to_bytes(8, 'big') + signature)}\n"


def small():
    """A log for receipts: two of the secretariat and a government."""
    town = Town()
    town.staffed()
    town.admit("kofi", "GH", Device("kofi"))
    return town


def policies(checks):
    town, (one, two, three) = small(), map(Witness, ("oslo", "accra", "lima"))
    rows = [f"log {town.log_key.vkey}", *(f"witness {one.name} {one.vkey}" for one in (one, two, three)),
            "group two-of-three 2 oslo accra lima   ", "# a remark", "quorum two-of-three"]
    trusted = policy.Policy("\n".join(rows) + "\n")

    def opened(*lines):
        return note.open_checkpoint((town.note() + "".join(lines)).encode(), town.log_key, list(trusted.witnesses.values()))
    early, late, again = one.line(town.note(), 100), two.line(town.note(), 200), one.line(town.note(), 300)
    checks.that("two of three witnesses make the quorum", trusted.met(opened(early, late)))
    checks.that("one alone does not, however often", not trusted.met(opened(early, again)))
    checks.that("the quorum saw it when its last one had", trusted.seen_before(opened(early, late), 200)
                and not trusted.seen_before(opened(early, late), 199))
    checks.that("who is not known counts for nothing", not trusted.met(opened(early, Witness("nobody").line(town.note(), 1))))
    forged = two.line(town.note().replace(ORIGIN, "other.example"), 200)
    checks.that("a cosignature of something else makes the note void", refused(lambda: opened(early, forged)))
    for what, bad in (("names no quorum", rows[:-1]), ("names a group that is not there", [*rows[:-1], "quorum three"]),
                      ("asks for more than there are", [*rows[:4], "group g 4 oslo accra lima", "quorum g"]),
                      ("knows one name twice", [*rows[:2], rows[1], "quorum none"]),
                      ("takes a log for a witness", [rows[0], f"witness x {town.log_key.vkey}", "quorum none"]),
                      ("has another word", [*rows, "trust me"]), ("has two quorums", [*rows, "quorum none"])):
        checks.that(f"a policy that {what} is none", refused(lambda bad=bad: policy.Policy("\n".join(bad))))


def refused(what):
    try:
        what()
    except (note.Malformed, note.BadSignature):
        return True
    return False


def written(town, folder, size=None):
    """The town's log as tiles in a folder, by the rule of the format."""
    headers = [note.unb64(row["header"]) for row in town.rows][:size]
    level, hashes = 0, [merkle.leaf_hash(one) for one in headers]
    files = {"checkpoint": town.note().encode()}
    for number, width in tiles.widths(len(headers), 0):
        part = headers[number * 256:number * 256 + width]
        files[tiles.path_of("entries", number, width)] = b"".join(len(one).to_bytes(2, "big") + one for one in part)
    while hashes:
        for number, width in tiles.widths(len(headers), level):
            files[tiles.path_of(level, number, width)] = b"".join(hashes[number * 256:number * 256 + width])
        hashes = [root(hashes[at:at + 256]) for at in range(0, len(hashes) - 255, 256)]
        level += 1
    for name, data in files.items():
        file = os.path.join(folder, *name.split("/"))
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "wb") as out: out.write(data)
    return files


def read_again(town, folder):
    return tiles.Reading(tiles.Folder(folder), len(town.rows), merkle.root_of(town.leaves)).run()


def spoil(folder, name, at):
    file = os.path.join(folder, *name.split("/"))
    with open(file, "r+b") as data:
        data.seek(at)
        byte = data.read(1)[0]
        data.seek(at)
        data.write(bytes([byte ^ 1]))


def files(checks):
    town = small()
    while len(town.rows) < 600: town.put("server", note_added=event.NoteAdded(subject="x"))
    with tempfile.TemporaryDirectory() as folder:
        count = len(written(town, folder))
        reading = read_again(town, folder)
        checks.same("tiles of 600 entries give the root, and every bundle its leaves",
                    (reading.findings, reading.tiles, reading.bundles, count), ([], 4, 3, 8))
        for name, at, index in (("tile/0/001", 32 * 5, 256), ("tile/1/000.p/2", 33, 256), ("tile/entries/000", 78 * 7 + 2, 7),
                                ("tile/0/002.p/88", 5, 512)):
            spoil(folder, name, at)
            places = [one["index"] for one in read_again(town, folder).findings]
            checks.that(f"a byte changed in {name} is found", index in places or None in places and name == "tile/0/002.p/88", places)
            spoil(folder, name, at)
        os.remove(os.path.join(folder, "tile", "0", "001"))
        checks.same("a tile that is missing is named", [one["index"] for one in read_again(town, folder).findings], [256])
    checks.that("paths are written one way", all(tiles.parse_path(tiles.path_of(*one)) == one for one in (
        (0, 0, 256), (0, 5, 255), (1, 1234067, 256), (63, 10**9, 1), ("entries", 0, 1))))


def receipts(checks):
    town = small()
    with tempfile.TemporaryDirectory() as folder:
        key = os.path.join(folder, "log.key")
        with open(key, "w", encoding="utf-8") as file: file.write(town.log_key.vkey + "\n")
        row = town.rows[7]
        header, salt, payload = (note.unb64(row[name]) for name in ("header", "salt", "payload"))
        hashes = "".join(b64(one) + "\n" for one in path(7, town.leaves))

        def told(extra, index=7, first=receipt.FIRST, signed=town.note()):
            file = os.path.join(folder, "one.tlog-proof")
            with open(file, "w", encoding="utf-8") as out: out.write(f"{first}\nextra {b64(extra)}\nindex {index}\n{hashes}\n{signed}")
            done = subprocess.run([sys.executable, VERIFY, "receipt", file, "--log-key", key], capture_output=True, check=False)
            return done.returncode
        checks.same("a receipt with its entry, and one with the header alone", (told(header + salt + payload), told(header)), (0, 0))
        for what, status in (("whose payload was changed", told(header + salt + payload + b"x")),
                             ("whose header was changed", told(header[:12] + b"x" + header[13:] + salt + payload)),
                             ("of another place", told(header, index=6)), ("in another format", told(header, first="c2sp.org/tlog-proof@v2")),
                             ("without an entry", told(b"")), ("whose checkpoint was changed", told(header, signed=town.note().replace("\n", "\n\n", 1)))):
            checks.same(f"a receipt {what} is refused", status, 7)
        wrong = [subprocess.run([sys.executable, VERIFY, *words], capture_output=True, check=False).returncode
                 for words in (["export"], ["export", os.path.join(folder, "none")], ["export", key], ["receipt", key])]
        checks.same("wrong use is told apart from what is not sound", wrong, [2, 2, 2, 2])


def run(checks):
    for part in (trees, policies, files, receipts): part(checks)
