"""Vectors that others made: merkle trees, notes, checkpoints, tiles, cosignatures, ECDSA, and the formats of Tocsin's design."""
# SPDX-License-Identifier: Apache-2.0
import base64
import glob
import hashlib
import json
import os

from . import merkle, note, p256, signed, tiles
from .proof_tests import refused
from .town import event


def load(folder, *names):
    with open(os.path.join(folder, *names), encoding="utf-8") as file: return json.load(file)


def b64(text):
    return base64.b64decode(text or "")


def u64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def merkle_trees(checks, folder):
    files = sorted(glob.glob(os.path.join(folder, "merkle", "inclusion", "**", "*.json"), recursive=True))
    ones = [load(file) for file in files]
    wrong = [one["desc"] for one in ones if merkle.included(
        [b64(hash_) for hash_ in one["proof"] or []], b64(one["leafHash"]), one["leafIdx"], one["treeSize"], b64(one["root"])) == one["wantErr"]]
    checks.that(f"{len(ones)} proofs of inclusion", len(ones) > 90 and not wrong, wrong)
    files = sorted(glob.glob(os.path.join(folder, "merkle", "consistency", "**", "*.json"), recursive=True))
    ones = [one for one in map(load, files) if one["wantErr"] or len(b64(one["root1"])) == 32]   # two with a placeholder for a root
    wrong = [one["desc"] for one in ones if merkle.consistent(
        [b64(hash_) for hash_ in one["proof"] or []], one["size1"], b64(one["root1"]), one["size2"], b64(one["root2"])) == one["wantErr"]]
    checks.that(f"{len(ones)} proofs of consistency", len(ones) > 90 and not wrong, wrong)
    corpus = load(folder, "merkle", "leaf-percent-d.json")
    leaves = [merkle.leaf_hash(b"leaf %d" % number) for number in range(600)]
    checks.that("roots of up to 600 leaves", all(merkle.root_of(leaves[:int(size)]).hex() == root for size, root in corpus["roots"].items()))
    for size, listed in corpus["tiles"].items():
        hashes = {0: leaves[:int(size)]}
        hashes[1] = [merkle.root_of(hashes[0][at:at + 256]) for at in range(0, int(size) - 255, 256)]
        made = {tiles.path_of(level, number, width): hashlib.sha256(b"".join(hashes[level][number * 256:number * 256 + width])).hexdigest()
                for level in (0, 1) for number, width in tiles.widths(int(size), level)}
        checks.same(f"tiles of {size} leaves", made, {one["path"]: one["sha256"] for one in listed})


def notes(checks, folder):
    vectors = load(folder, "note-sumdb", "note.json")
    good, bad = vectors["good_vkeys"], vectors["bad_vkeys"]
    bad += [key[:at] for key in good for at in range(len(key))] + [key[:at] + chr((ord(key[at]) + 1) % 128) + key[at + 1:] for key in good for at in range(len(key))]
    checks.that(f"{len(good)} keys, and {len(bad)} that are none", all(note.Key(key) for key in good)
                and all(refused(lambda key=key: note.Key(key)) for key in bad))
    for one in vectors["cases"]:
        data = b64(one["msg_b64"]) if "msg_b64" in one else one["msg"].encode()
        try:
            verified = len(note.open_note(data, [note.Key(key) for key in one["vkeys"]])[1])
        except (note.Malformed, note.BadSignature):
            verified = None
        checks.same(f"note: {one['desc']}", verified, one["verified"] if one["ok"] else None)
    bodies = load(folder, "note-sumdb", "checkpoint.json")["body"]
    wrong = [one["body"] for one in bodies if one["ok"] in (True, False) and refused(lambda one=one: whole_body(one["body"])) == one["ok"]]
    checks.that(f"{len(bodies)} texts of checkpoints", not wrong, wrong)


def whole_body(body):
    """A body as it would stand in a note, whose rules it keeps too."""
    note.split(body.encode() + b"\n\xe2\x80\x94 x AAAAAAA=\n")
    note.parse_body(body)


def static_files(checks, folder):
    key = next(key for key in load(folder, "note-sumdb", "note.json")["good_vkeys"] if key.startswith("example.com/log/testdata"))
    log = os.path.join(folder, "tiles-tessera", "log")
    for size in range(1, 16):
        with open(f"{log}/checkpoint.{size}", "rb") as file: point = note.open_checkpoint(file.read(), note.Key(key))
        reading = tiles.Reading(tiles.Folder(log), point.size, point.root, size == 15).run()
        if reading.findings or point.size != size: break
    checks.same("15 checkpoints of another log and their tiles", (size, reading.findings), (15, []))
    paths = load(folder, "tiles-tessera", "paths.json")
    checks.that("paths of tiles", all(tiles.path_of(one["level"], one["index"], one["partial"] or 256) == one["path"] for one in paths["tile"]))
    checks.that("paths that are none", not [path for path in paths["reject"] if tiles.parse_path(path)])


def cosignatures(checks, folder):
    one = load(folder, "witness", "cosignature.json")
    log, witness = note.Key(one["log_vkey"]), note.Key(one["cosigner_vkey_0x04"])
    point = note.open_checkpoint(one["cosigned_checkpoint"].encode(), log, [witness])
    checks.same("a cosignature and its time", [found.time for found in point.cosigned.values()], [one["timestamp"]])
    spoilt = one["cosigned_checkpoint"].replace("\n9\n", "\n8\n").encode()
    checks.that("and none of another size", refused(lambda: note.open_checkpoint(spoilt, log, [witness])))


def curves(checks, folder):
    groups = load(folder, "wycheproof", "ecdsa_secp256r1_sha256_test.json")["testGroups"]
    wrong, count = [], 0
    for group in groups:
        spki = bytes.fromhex(group["publicKeyDer"])
        for one in group["tests"]:
            count += 1
            if p256.verify(spki, bytes.fromhex(one["msg"]), bytes.fromhex(one["sig"])) != (one["result"] == "valid"): wrong.append(one["tcId"])
    checks.that(f"{count} signatures of ES256", count > 400 and not wrong, wrong)


def positions(checks, folder):
    one = load(folder, "signon", "signon.json")
    key = event.Key(algorithm=event.Key.ED25519, public_key=bytes.fromhex(one["public_key_hex"]))
    checks.same("the fingerprint of a key", signed.fingerprint(key).hex(), one["key_fingerprint"])
    checks.that("the text of a position", signed.parse_position(one["message"].encode()) is not None)
    checks.that("its signature", signed.holds(key, event.SignedText(
        text=one["message"].encode(), algorithm=key.algorithm, signature=bytes.fromhex(one["signature_hex"])), signed.POSITION_NAMESPACE))
    checks.that("and none that was changed", not any(signed.holds(key, event.SignedText(
        text=b64(bad["message_b64"]), algorithm=key.algorithm, signature=bytes.fromhex(bad["signature_hex"])), signed.POSITION_NAMESPACE)
        for bad in one["negative"] if bad["public_key_hex"] == one["public_key_hex"]))


def passkeys(checks, folder):
    vectors = load(folder, "webauthn", "assertions.json")
    key = event.Key(algorithm=event.Key.ES256, public_key=b64(vectors["public_key_spki_b64"]), credential_id=b"x", rp_id=vectors["rp_id"])
    for one in vectors["cases"]:
        touch = event.SignedText(text=vectors["message"].encode(), algorithm=key.algorithm, form=event.SignedText.PASSKEY,
                                 signature=u64(one["signature_b64u"]), authenticator_data=u64(one["authenticatorData_b64u"]),
                                 client_data_json=u64(one["clientDataJSON_b64u"]))
        if "port" in one["desc"]: continue   # which ports are the server's it alone knows
        checks.same(f"passkey: {one['desc']}", signed.holds(key, touch, signed.POSITION_NAMESPACE), one["valid"])


def run(checks, folder):
    for part in (merkle_trees, notes, static_files, cosignatures, curves, positions, passkeys): part(checks, folder)
