"""Keys of Ed25519 and the texts it signs (docs/PROTOCOL.md 2.1, 2.2 and 5)."""
# SPDX-License-Identifier: Apache-2.0
import base64
import hashlib
import json
import os
import subprocess
import time

import nacl.signing

AUTH, SIGN_ON, NEW_KEY = "tocsin.example/auth/v1", "tocsin.example/exercise/sign-on/v1", "tocsin.example/key/v1"


def b64(data):
    return base64.b64encode(data).decode()


def unb64(text):
    return base64.b64decode(text, validate=True)


def lines(*rows):
    return "".join(row + "\n" for row in rows).encode("ascii")


def auth_text(origin, server_nonce, client_nonce, key, seconds, exporter="-"):
    return lines(AUTH, f"log {origin}", f"server-nonce {server_nonce.hex()}", f"client-nonce {client_nonce.hex()}",
                 f"tls-exporter {exporter}", f"key {key.hex()}", f"time {seconds}")


def position_text(origin, key, procedure, stance, **other):
    """What `key` signs to take a position; `other` says a line otherwise, by its name."""
    rows = {"log": origin, "statement": procedure["procedureId"], "version": procedure["version"],
            "text_sha256": unb64(procedure["textSha256"]).hex(), "deadline": int(procedure["deadline"]) // 1000,
            "member": key.party, "position": stance, "reservation_sha256": "-", "supersedes": "-",
            "key": key.fingerprint.hex(), "time": int(time.time()), "nonce": os.urandom(16).hex()}
    rows.update(other)
    return lines(SIGN_ON, *(f"{name.replace('_', '-')} {value}" for name, value in rows.items()))


def new_key_text(origin, person, new, key):
    """What the new key and `key`, an old one of the same person, sign so that the new one is in (2.5)."""
    return lines(NEW_KEY, f"log {origin}", f"person {person.hex()}", f"new-key {new.fingerprint.hex()}",
                 f"key {key.fingerprint.hex()}", f"time {int(time.time())}", f"nonce {os.urandom(16).hex()}")


def fingerprint(public):
    return hashlib.sha256(b"tocsin.example/member-key/v1\ned25519\n" + public).digest()


class DeviceKey:
    """The key of a seeded person, from the demo's folder: 64 hex digits of an Ed25519 seed."""
    form = {"form": "RAW"}   # what a message without a form means as well

    def __init__(self, folder, slug):
        with open(os.path.join(folder, "persons.json"), encoding="utf-8") as file:
            self.person = next(one for one in json.load(file) if one["slug"] == slug)
        with open(os.path.join(folder, "keys", slug + ".key"), encoding="ascii") as file:
            self.seed = bytes.fromhex(file.read().strip())
        self.slug, self.party, self.signing = slug, self.person["party"], nacl.signing.SigningKey(self.seed)
        self.public = bytes(self.signing.verify_key)
        self.fingerprint = fingerprint(self.public)

    def sign(self, text):
        return self.signing.sign(text).signature

    def signed(self, text):
        """The SignedText of a position, form RAW."""
        return {"text": b64(text), "algorithm": "ED25519", "signature": b64(self.sign(text)), **self.form}


class SshKey:
    """A key that ssh-keygen made; its private half never leaves the file."""
    form = {"form": "OPENSSH"}

    def __init__(self, folder, party):
        self.file, self.party = os.path.join(folder, "id_ed25519"), party
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", self.file], check=True, timeout=10)
        with open(self.file + ".pub", encoding="ascii") as file:
            self.public = unb64(file.read().split()[1])[-32:]
        self.fingerprint = fingerprint(self.public)

    def sign(self, text, namespace="auth@tocsin.example"):
        """The armoured signature, as ssh-keygen prints it."""
        command = ["ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", self.file]
        return subprocess.run(command, input=text, capture_output=True, check=True, timeout=10).stdout

    def signed(self, text, namespace="sign-on@tocsin.example"):
        return {"text": b64(text), "algorithm": "ED25519", "signature": b64(self.sign(text, namespace)), **self.form}
