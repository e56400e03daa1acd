"""The two signed texts of the log, line by line (PROTOCOL.md 2.5 and 5), and a key's signature over one (2.6)."""
# SPDX-License-Identifier: Apache-2.0
import re

from . import ed25519, p256, sshsig, webauthn
from .merkle import sha256

SIGN_ON = ("tocsin.example/sign-on/v1", "tocsin.example/exercise/sign-on/v1")   # by realm
NEW_KEY = "tocsin.example/key/v1"
POSITION_NAMESPACE, KEY_NAMESPACE = "sign-on@tocsin.example", "key@tocsin.example"

NUMBER, HASH, HASH_OR_NONE, WORD = "0|[1-9][0-9]{0,18}", "[0-9a-f]{64}", "[0-9a-f]{64}|-", "[!-~]+"
POSITION_LINES = (("log", "[ -~]+"), ("statement", WORD), ("version", NUMBER), ("text-sha256", HASH),
                  ("deadline", NUMBER), ("member", WORD), ("position", "[a-z_]+"), ("reservation-sha256", HASH_OR_NONE),
                  ("supersedes", HASH_OR_NONE), ("key", HASH), ("time", NUMBER), ("nonce", "[0-9a-f]{32}"))
KEY_LINES = (("log", "[ -~]+"), ("person", "[0-9a-f]{32}"), ("new-key", HASH), ("key", HASH), ("time", NUMBER),
             ("nonce", "[0-9a-f]{32}"))


def _parse(text, names):
    """{name: value} with the first line as `context`; None when it is not exactly this grammar."""
    try:
        rows = text.decode("ascii").split("\n")
    except UnicodeDecodeError:
        return None
    if len(rows) != len(names) + 2 or rows[-1] != "": return None
    values = {"context": rows[0]}
    for row, (name, form) in zip(rows[1:], names):
        word, space, value = row.partition(" ")
        if word != name or not space or not re.fullmatch(form, value): return None
        values[name] = value
    return values


def parse_position(text):
    return _parse(text, POSITION_LINES)


def parse_key(text):
    values = _parse(text, KEY_LINES)
    return values if values and values["context"] == NEW_KEY else None


def fingerprint(key):
    """Of a key of the schema, from its own bytes; None when these are no key."""
    if key.algorithm == key.ED25519:
        name = b"ed25519" if len(key.public_key) == 32 else None
    else:
        name = b"es256" if key.algorithm == key.ES256 and p256.point_of(key.public_key) else None
    return sha256(b"tocsin.example/member-key/v1\n" + name + b"\n" + key.public_key) if name else None


def holds(key, signed, namespace):
    """Whether `key` signed the text, in the form that `signed` names; a registration is nobody's signature."""
    if signed.algorithm != key.algorithm: return False
    if signed.form == signed.PASSKEY: return bool(key.credential_id) and webauthn.asserted(key, signed)
    if key.algorithm != key.ED25519 or key.credential_id: return False
    if signed.form == signed.RAW: return ed25519.verify(key.public_key, signed.text, signed.signature)
    if signed.form == signed.OPENSSH: return sshsig.verify(key.public_key, signed.text, signed.signature, namespace)
    return False
