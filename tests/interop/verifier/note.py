"""Signed notes (C2SP signed-note), checkpoints (tlog-checkpoint) and the cosignatures of witnesses (cosignature/v1)."""
# SPDX-License-Identifier: Apache-2.0
import base64
import binascii
import collections
import re

from . import ed25519
from .merkle import SIZE_MAX, sha256

ED25519, COSIGNATURE = 1, 4   # the byte before the public key, in a key's id and in the key as published
LINES_MAX, BYTES_MAX = 100, 1 << 20

Checkpoint = collections.namedtuple("Checkpoint", "origin size root text cosigned")
Cosignature = collections.namedtuple("Cosignature", "name time")


class Malformed(ValueError):
    """It does not keep to the format; what it says counts for nothing."""


class BadSignature(ValueError):
    """A key that is known did not sign this."""


def unb64(text):
    """Standard base64, padded, and the only way to write these bytes."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError, TypeError) as wrong:
        raise Malformed("not base64") from wrong
    if base64.b64encode(data).decode() != text: raise Malformed("not the canonical base64")
    return data


def _is_name(name):
    return bool(name) and "+" not in name and not any(one.isspace() for one in name)


class Key:
    """`name+8 hex digits+base64 of type and public key`, as logs and witnesses publish it."""

    def __init__(self, vkey):
        parts = vkey.split("+", 2)
        if len(parts) != 3: raise Malformed("a key is name+id+base64")
        self.vkey, self.name = vkey, parts[0]
        if not _is_name(self.name): raise Malformed("not a key's name")
        if not re.fullmatch("[0-9a-f]{8}", parts[1]): raise Malformed("a key's id is 8 hex digits")
        body = unb64(parts[2])
        if len(body) != 33 or body[0] not in (ED25519, COSIGNATURE): raise Malformed("not a key of Ed25519")
        self.kind, self.public, self.id = body[0], body[1:], sha256(self.name.encode() + b"\n" + body)[:4]
        if self.id != bytes.fromhex(parts[1]): raise Malformed("the id is not that of the key")


def split(note):
    """(text, [(name, key id, signature)]) of a note of bytes; the text ends at the last blank line."""
    if len(note) > BYTES_MAX: raise Malformed("too long for a note")
    try:
        whole = note.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise Malformed("not UTF-8") from wrong
    if any(one < " " and one != "\n" for one in whole): raise Malformed("a control character")
    at = whole.rfind("\n\n")
    if at < 0 or not whole.endswith("\n"): raise Malformed("no signatures")
    text, rows = whole[:at + 1], whole[at + 2:].split("\n")[:-1]
    if not rows or len(rows) > LINES_MAX: raise Malformed("no signatures, or too many")
    signatures = []
    for row in rows:
        parts = row.split(" ")
        if len(parts) != 3 or parts[0] != "\u2014" or not _is_name(parts[1]): raise Malformed("not a signature line")
        blob = unb64(parts[2])
        if len(blob) < 5: raise Malformed("a signature too short")
        signatures.append((parts[1], blob[:4], blob[4:]))
    return text, signatures


def _verify(key, text, signature):
    """The time of a cosignature, 0 of a log's signature; raises when the key did not sign it."""
    time = 0
    signed = text.encode()
    if key.kind == COSIGNATURE:
        if len(signature) != 72: raise BadSignature(f"{key.name}: not a cosignature")
        time, signature = int.from_bytes(signature[:8], "big"), signature[8:]
        if time > SIZE_MAX: raise BadSignature(f"{key.name}: no such time")
        signed = b"cosignature/v1\ntime %d\n" % time + signed
    if not ed25519.verify(key.public, signed, signature): raise BadSignature(f"not signed by {key.name}")
    return time


def open_note(note, keys):
    """(text, {vkey: time}) of the keys that signed. One that is known and did not makes the whole note void."""
    text, signatures = split(note)
    known = {(key.name, key.id): key for key in keys}
    signed = {}
    for name, key_id, signature in signatures:
        key = known.get((name, key_id))
        if key is None or key.vkey in signed: continue
        signed[key.vkey] = _verify(key, text, signature)
    if not signed: raise BadSignature("no signature by a key that is known")
    return text, signed


def parse_body(text):
    """(origin, size, root) of a checkpoint's text; further lines are signed and mean nothing here."""
    rows = text.split("\n")
    if rows[-1] != "" or len(rows) < 4 or "" in rows[:-1]: raise Malformed("a checkpoint is origin, size and root")
    origin, size, root = rows[0], rows[1], unb64(rows[2])
    if not re.fullmatch("0|[1-9][0-9]{0,18}", size) or int(size) > SIZE_MAX: raise Malformed("not a size")
    if len(root) != 32: raise Malformed("not a root")
    if size == "0" and root != sha256(b""): raise Malformed("a tree without leaves has one root only")
    return origin, int(size), root


def open_checkpoint(note, log, witnesses=()):
    """The checkpoint, signed by the log's key, with the cosignatures of the witnesses that are known."""
    text, signed = open_note(note, [log, *witnesses])
    if log.vkey not in signed: raise BadSignature("not signed by the log")
    origin, size, root = parse_body(text)
    if origin != log.name: raise BadSignature(f"a checkpoint of {origin}, not of {log.name}")
    times = {key.vkey: Cosignature(key.name, signed[key.vkey]) for key in witnesses if key.vkey in signed}
    return Checkpoint(origin, size, root, text, times)
