"""What an entry's header, a checkpoint and a proof say (docs/LOG_FORMAT.md), from nothing but hashes and Ed25519."""
# SPDX-License-Identifier: Apache-2.0
import collections
import hashlib

import nacl.exceptions
import nacl.signing

from keys import b64, unb64

Header = collections.namedtuple("Header", "format realm kind recorded_at actor command_id commitment")


def sha256(data):
    return hashlib.sha256(data).digest()


def leaf(header):
    return sha256(b"\0" + header)


def node(left, right):
    return sha256(b"\1" + left + right)


def parse_header(header):
    if len(header) != 76: raise ValueError(f"a header of {len(header)} bytes")
    return Header(header[0], header[1], int.from_bytes(header[2:4], "big"), int.from_bytes(header[4:12], "big"),
                  header[12:28], header[28:44], header[44:76])


def root_of(leaves):
    """RFC 6962 section 2.1."""
    if not leaves: return sha256(b"")
    if len(leaves) == 1: return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node(root_of(leaves[:split]), root_of(leaves[split:]))


def root_from(path, hash_, index, size):
    """The root that an inclusion proof leads to (RFC 9162 section 2.1.3.2); None when it does not fit the tree."""
    if index >= size: return None
    first, last = index, size - 1
    for sibling in path:
        if last == 0: return None
        if first & 1 or first == last:
            hash_ = node(sibling, hash_)
            while not first & 1 and first: first, last = first >> 1, last >> 1
        else:
            hash_ = node(hash_, sibling)
        first, last = first >> 1, last >> 1
    return hash_ if last == 0 else None


class LogKey:
    """`origin+<8 hex>+<base64>`: the key a verifier trusts."""

    def __init__(self, vkey):
        self.origin, key_id, key = vkey.split("+", 2)
        body = unb64(key)
        self.key_id, self.public = bytes.fromhex(key_id), body[1:]
        self.sound = body[0] == 1 and sha256(self.origin.encode() + b"\n" + body)[:4] == self.key_id

    def open(self, note):
        """(size, root) of a checkpoint that this key signed; ValueError otherwise."""
        text, _, signatures = note.partition("\n\n")
        origin, size, root = text.split("\n")
        if origin != self.origin: raise ValueError("another log")
        for line in signatures.splitlines():
            dash, name, blob = line.split(" ")
            if dash != "\u2014" or name != self.origin or unb64(blob)[:4] != self.key_id: continue
            try:
                nacl.signing.VerifyKey(self.public).verify((text + "\n").encode(), unb64(blob)[4:])
            except nacl.exceptions.BadSignatureError as wrong:
                raise ValueError("not signed by this key") from wrong
            return int(size), unb64(root)
        raise ValueError("no signature of this log")

    def note(self, size, root, seed):
        """A checkpoint signed with the log's own seed: what only a log that was split could show."""
        text = f"{self.origin}\n{size}\n{b64(root)}\n"
        signature = nacl.signing.SigningKey(seed).sign(text.encode()).signature
        return f"{text}\n\u2014 {self.origin} {b64(self.key_id + signature)}\n"
