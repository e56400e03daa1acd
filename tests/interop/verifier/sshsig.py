"""The armoured output of `ssh-keygen -Y sign` (PROTOCOL.sshsig of OpenSSH), for the two kinds of key that are taken."""
# SPDX-License-Identifier: Apache-2.0
import base64
import binascii
import hashlib

from . import ed25519

BEGIN, END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
PLAIN, SECURITY_KEY = b"ssh-ed25519", b"sk-ssh-ed25519@openssh.com"
HASHES = {b"sha256": hashlib.sha256, b"sha512": hashlib.sha512}
USER_PRESENT = 1


class _Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        if self.at + size > len(self.data): raise ValueError("too short")
        self.at += size
        return self.data[self.at - size:self.at]

    def number(self):
        return int.from_bytes(self.take(4), "big")

    def string(self):
        return self.take(self.number())

    def end(self):
        if self.at != len(self.data): raise ValueError("something stands behind it")


def _string(data):
    return len(data).to_bytes(4, "big") + data


def _unarmour(armoured):
    rows = armoured.decode("ascii").strip().splitlines()
    if len(rows) < 3 or rows[0] != BEGIN or rows[-1] != END: raise ValueError("no armour")
    return base64.b64decode("".join(rows[1:-1]), validate=True)


def _public(blob):
    """(type, the 32 bytes, application) of a public key."""
    key = _Reader(blob)
    kind, public = key.string(), key.string()
    application = key.string() if kind == SECURITY_KEY else b""
    key.end()
    if kind not in (PLAIN, SECURITY_KEY) or len(public) != 32: raise ValueError("another kind of key")
    if kind == SECURITY_KEY and not application.startswith(b"ssh:"): raise ValueError("another application")
    return kind, public, application


def _verify(public, message, armoured, namespace):
    outer = _Reader(_unarmour(armoured))
    if outer.take(6) != b"SSHSIG" or outer.number() != 1: raise ValueError("not a signature of version 1")
    kind, own, application = _public(outer.string())
    if own != public or outer.string() != namespace.encode(): return False
    reserved, hash_name = outer.string(), outer.string()
    inner = _Reader(outer.string())
    outer.end()
    signed = b"SSHSIG" + b"".join(_string(one) for one in (
        namespace.encode(), reserved, hash_name, HASHES[hash_name](message).digest()))
    if inner.string() != kind: return False
    signature = inner.string()
    if kind == SECURITY_KEY:
        flags, counter = inner.take(1), inner.take(4)
        if not flags[0] & USER_PRESENT: return False
        signed = hashlib.sha256(application).digest() + flags + counter + hashlib.sha256(signed).digest()
    inner.end()
    return ed25519.verify(public, signed, signature)


def verify(public, message, armoured, namespace):
    try:
        return _verify(public, message, armoured, namespace)
    except (ValueError, KeyError, binascii.Error, UnicodeDecodeError):
        return False
