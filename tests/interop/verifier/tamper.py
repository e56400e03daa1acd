"""What a forger could do to an export, one deed at a time, so that verifiers can be asked whether they see it.

  tamper.py DEED IN OUT [SEED]     SEED: the file of the log's secret, 64 hex digits; who holds it signs a new checkpoint

Prints nothing; a deed that needs what the export does not hold is an error."""
# SPDX-License-Identifier: Apache-2.0
import base64
import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import nacl.signing   # noqa: E402

from verifier import schema   # noqa: E402
from verifier.merkle import leaf_hash, root_of, sha256   # noqa: E402
from verifier.note import Key, split, unb64   # noqa: E402
from verifier.signed import fingerprint   # noqa: E402

FORGER = nacl.signing.SigningKey(bytes(range(32)))
FIELDS = {"format": 0, "realm": 1, "kind": 3, "time": 11, "actor": 12, "command": 28, "commitment": 44}


def b64(data):
    return base64.b64encode(data).decode()


def flip(text, at):
    data = bytearray(unb64(text))
    data[at % len(data)] ^= 1
    return b64(bytes(data))


class File:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file: self.head, *rows = [json.loads(line) for line in file]
        self.entries = [row for row in rows if "index" in row]
        self.documents = [row for row in rows if "document" in row]

    def write(self, path):
        with open(path, "w", encoding="utf-8") as file:
            for row in (self.head, *self.entries, *self.documents):
                file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")

    def find(self, kind, number=-1):
        """The entry of this kind; the last one there is, unless a number says which."""
        fits = [row for row in self.entries if row["payload"] and unb64(row["header"])[3] == schema.KINDS[kind]]
        return fits[number]

    def replace(self, row, change):
        """The event changed by `change`, hashed and committed to as if it had always been so."""
        event = schema.event.Event.FromString(unb64(row["payload"]))
        change(event)
        payload = event.SerializeToString()
        row["payload"] = b64(payload)
        row["header"] = b64(unb64(row["header"])[:44] + sha256(unb64(row["salt"]) + payload))

    def number(self):
        for index, row in enumerate(self.entries): row["index"] = index

    def seal(self, seed):
        """A new checkpoint over the entries as they are now."""
        key, signing = Key(self.head["log_key"]), nacl.signing.SigningKey(seed)
        root = root_of(leaf_hash(unb64(row["header"])) for row in self.entries)
        text = f"{key.name}\n{len(self.entries)}\n{b64(root)}\n"
        self.head["checkpoint"] = f"{text}\n\u2014 {key.name} {b64(key.id + signing.sign(text.encode()).signature)}\n"


def header(file, field):
    row = file.entries[len(file.entries) // 2]
    row["header"] = flip(row["header"], FIELDS[field])


def salt(file):
    row = file.find("position_taken", 3)
    row["salt"] = flip(row["salt"], 5)


def payload(file):
    row = file.find("position_taken", 3)
    row["payload"] = flip(row["payload"], -5)


def text(file):
    row = file.documents[0]
    row["content"] = flip(row["content"], 40)


def _signature(event):
    signed = event.position_taken.signed_text
    signed.signature = FORGER.sign(signed.text).signature


def signature(file):
    """Another key signs a government's position, and the log signs the tree that holds it."""
    file.replace(file.find("position_taken", 3), _signature)


def stance(file):
    """A government's position says another stance than it signed."""
    def change(event): event.position_taken.stance = schema.event.Position.NOT_JOINING
    file.replace(file.find("position_taken", 3), change)


def checkpoint(file):
    body, _ = split(file.head["checkpoint"].encode())
    origin, size, root = body.split("\n")[:3]
    file.head["checkpoint"] = file.head["checkpoint"].replace(f"{origin}\n{size}\n{root}", f"{origin}\n{size}\n{flip(root, 0)}")


def checkpoint_signature(file):
    note, _, blob = file.head["checkpoint"].rstrip("\n").rpartition(" ")
    file.head["checkpoint"] = f"{note} {flip(blob, 20)}\n"


def truncated(file):
    del file.entries[-3:]


def reordered(file):
    """Two positions change places, and the log signs the tree."""
    one, other = (file.entries.index(file.find("position_taken", number)) for number in (2, 3))
    file.entries[one], file.entries[other] = file.entries[other], file.entries[one]
    file.number()


def swapped(file):
    """Two lines change places in the file, with their indices."""
    one = file.entries.index(file.find("position_taken", 3))
    file.entries[one], file.entries[one + 1] = file.entries[one + 1], file.entries[one]


def removed(file):
    """One position is left out, and the log signs a tree without it."""
    file.entries.remove(file.find("position_taken", 3))
    file.number()


def proof(file):
    """Of a case: one hash on the way to the root is another."""
    row = file.find("position_taken", 3)
    row["proof"][0] = flip(row["proof"][0], 0)


def _header_time(row, milliseconds):
    data = unb64(row["header"])
    row["header"] = b64(data[:4] + milliseconds.to_bytes(8, "big") + data[12:])


def back_dated(file):
    """A position is said to have been recorded an hour before it was."""
    row = file.find("position_taken", 3)
    _header_time(row, int.from_bytes(unb64(row["header"])[4:12], "big") - 3_600_000)


def received_late(file):
    """A position that came after the deadline is entered as if it counted."""
    def change(event): event.received_at = event.position_taken.deadline + 1
    file.replace(file.find("position_taken", 3), change)


def replaced_key(file):
    """A government's key is another one from the beginning."""
    owner = schema.event.Event.FromString(unb64(file.find("position_taken", 3)["payload"])).position_taken.person

    def change(event):
        added = event.key_added
        added.key.public_key = bytes(FORGER.verify_key)
        added.key.fingerprint = added.fingerprint = fingerprint(added.key)
    for row in file.entries:
        if unb64(row["header"])[3] != schema.KINDS["key_added"]: continue
        if schema.event.Event.FromString(unb64(row["payload"])).key_added.person == owner: return file.replace(row, change)
    raise LookupError("whose position it is has no key here")


def counted_too_many(file):
    """A closing names a government that did not sign."""
    def change(event): event.procedure_closed.signatories.append("KR")
    file.replace(file.find("procedure_closed", 0), change)


DEEDS = {name: globals()[name] for name in (
    "salt", "payload", "text", "signature", "stance", "checkpoint", "checkpoint_signature", "truncated", "reordered",
    "swapped", "removed", "back_dated", "received_late", "replaced_key", "counted_too_many", "proof")}
DEEDS.update({f"header_{field}": lambda file, field=field: header(file, field) for field in FIELDS})


def main(deed, source, target, seed=None):
    file = File(source)
    DEEDS[deed](file)
    if seed:
        with open(seed, encoding="ascii") as secret: file.seal(bytes.fromhex(secret.read().strip()))
    file.write(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
