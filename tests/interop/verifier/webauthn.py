"""Passkeys (WebAuthn Level 2): assertions and registrations whose challenge is the SHA-256 of a text.

What only the server that was there can know is not asked: the list of its origins, and the last sign count. Of the
origin it is asked that its host is the key's `rp_id` or below it."""
# SPDX-License-Identifier: Apache-2.0
import base64
import json
import urllib.parse

from . import ed25519, p256
from .merkle import sha256

USER_PRESENT, USER_VERIFIED, MAY_SYNC, SYNCED, ATTESTED, EXTENDED = 0x01, 0x04, 0x08, 0x10, 0x40, 0x80
ES256_KEY = bytes.fromhex("a5010203262001215820"), bytes.fromhex("225820")
EDDSA_KEY = bytes.fromhex("a4010103272006215820")
CRED_PROTECT = bytes.fromhex("a16b6372656450726f74656374")


def _once(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names): raise ValueError("a name stands twice")
    return dict(pairs)


def _host_fits(origin, rp_id):
    parts = urllib.parse.urlsplit(origin)
    host = parts.hostname or ""
    local = host == "localhost" or host.endswith(".localhost")
    if parts.scheme != "https" and not (parts.scheme == "http" and local): return False
    return host == rp_id or host.endswith("." + rp_id)


def _client_data_fits(data, kind, text, rp_id):
    try:
        client = json.loads(data.decode("utf-8"), object_pairs_hook=_once)
        if not isinstance(client, dict) or client.get("type") != kind: return False
        challenge = base64.urlsafe_b64encode(sha256(text)).rstrip(b"=").decode()
        return (client.get("challenge") == challenge and client.get("crossOrigin", False) is False
                and "topOrigin" not in client and isinstance(client.get("origin"), str)
                and _host_fits(client["origin"], rp_id))
    except (ValueError, RecursionError):
        return False


def _flags_fit(data, rp_id, wanted, unwanted):
    if len(data) < 37 or not rp_id or data[:32] != sha256(rp_id.encode()): return False
    flags, wanted = data[32], wanted | USER_PRESENT | USER_VERIFIED
    if flags & SYNCED and not flags & MAY_SYNC: return False
    return flags & wanted == wanted and not flags & unwanted


def asserted(key, signed):
    """Whether the passkey `key` (of the schema) signed the text of `signed` by an assertion."""
    data = signed.authenticator_data
    if not _flags_fit(data, key.rp_id, 0, ATTESTED | EXTENDED) or len(data) != 37: return False
    if not _client_data_fits(signed.client_data_json, "webauthn.get", signed.text, key.rp_id): return False
    message = data + sha256(signed.client_data_json)
    if key.algorithm == key.ES256: return p256.verify(key.public_key, message, signed.signature)
    return ed25519.verify(key.public_key, message, signed.signature)
