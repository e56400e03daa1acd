"""A log written by hand, entry by entry, for tests: persons with keys, a statement, and whatever should not have been."""
# SPDX-License-Identifier: Apache-2.0
import base64
import hashlib

import nacl.signing

from . import bundle, check, schema
from .closings import own_id
from .merkle import leaf_hash, root_of, sha256
from .note import Key
from .signed import NEW_KEY, SIGN_ON, fingerprint

event = schema.event
START, ORIGIN = 1_800_000_000_000, "town.example/log"


def b64(data):
    return base64.b64encode(data).decode()


def named(name):
    return hashlib.sha256(name.encode()).digest()


class Device:
    def __init__(self, name):
        self.signing = nacl.signing.SigningKey(named("key of " + name))
        self.key = event.Key(algorithm=event.Key.ED25519, public_key=bytes(self.signing.verify_key))
        self.key.fingerprint = fingerprint(self.key)

    @property
    def mark(self):
        return self.key.fingerprint

    def sign(self, text):
        return event.SignedText(text=text, algorithm=self.key.algorithm, signature=self.signing.sign(text).signature)


class Town:
    def __init__(self, exercise=False):
        public = self.sign_with(nacl.signing.SigningKey(named("log")))
        self.rows, self.leaves, self.now, self.realm, self.commands = [], [], START, int(exercise), 0
        self.put("server", log_founded=event.LogFounded(origin=ORIGIN, log_key=public[1:], exercise_only=exercise))
        for code, kind in (("staff", event.Party.SECRETARIAT), ("GH", event.Party.GOVERNMENT), ("NL", event.Party.GOVERNMENT)):
            self.put("server", party_admitted=event.PartyAdmitted(party=event.Party(code=code, kind=kind, name=f"Land of {code}")))

    def sign_with(self, signing):
        """From here on this key signs the checkpoint; answers its type and bytes."""
        self.signing, public = signing, b"\1" + bytes(signing.verify_key)
        self.key_id = sha256(ORIGIN.encode() + b"\n" + public)[:4]
        self.log_key = Key(f"{ORIGIN}+{self.key_id.hex()}+{b64(public)}")
        return public

    def change_log_key(self, name, old=None, signed_by=None, origin=ORIGIN):
        """Another key signs the log's checkpoints; by `signed_by`, if not the old one, which is `old`, if not that in force."""
        new, signer = nacl.signing.SigningKey(named(name)), signed_by or self.signing
        old = bytes((old or self.signing).verify_key)
        text = f"tocsin.example/log-key/v1\nlog {origin}\nold-key {old.hex()}\nnew-key {bytes(new.verify_key).hex()}\ntime 1800000000\n"
        index = self.put("server", log_key_changed=event.LogKeyChanged(
            old_key=old, new_key=bytes(new.verify_key), text=text,
            old_signature=signer.sign(text.encode()).signature, new_signature=new.sign(text.encode()).signature))
        self.sign_with(new)
        return index

    def person(self, name):
        return bytes(16) if name == "server" else named(name)[:16]

    def put(self, actor, received=0, command=None, **what):
        """One entry, of a command of its own; answers its index."""
        self.now += 1000
        self.commands += 1
        command = command or self.commands.to_bytes(16, "big")
        (name, value), = what.items()
        one = event.Event(received_at=received or self.now, request_sha256=b"" if actor == "server" else named("request"))
        getattr(one, name).CopyFrom(value)
        salt, payload = named(f"salt {len(self.rows)}"), one.SerializeToString()
        header = (bytes([1, self.realm]) + schema.KINDS[name].to_bytes(2, "big") + self.now.to_bytes(8, "big")
                  + self.person(actor) + command + sha256(salt + payload))
        self.rows.append({"index": len(self.rows), "header": b64(header), "salt": b64(salt), "payload": b64(payload)})
        self.leaves.append(leaf_hash(header))
        return len(self.rows) - 1

    def invite(self, name, party, by="server", **other):
        return self.put(by, person_invited=event.PersonInvited(
            person=self.person(name), party=party, roles=[event.SUPPORT if party == "staff" else event.FOCAL_POINT],
            code_sha256=named("code of " + name), **other))

    def enrol(self, name, device, **other):
        return self.put("server", key_enrolled=event.KeyEnrolled(
            person=self.person(name), key=device.key, code_sha256=named("code of " + name), **other))

    def confirm(self, device, name, by):
        return self.put(by, key_confirmed=event.KeyConfirmed(person=self.person(name), fingerprint=device.mark, by=self.person(by)))

    def let_in(self, device, name, approvals, by=None, **other):
        return self.put(by or (approvals[-1] if approvals else "server"), key_added=event.KeyAdded(
            person=self.person(name), fingerprint=device.mark, key=device.key,
            approvals=[self.person(one) for one in approvals], **other))

    def admit(self, name, party, device):
        """As it should be: invited and approved by one, confirmed by the other."""
        self.invite(name, party, by="ann")
        self.enrol(name, device)
        self.confirm(device, name, "ann")
        return self.let_in(device, name, ["ann", "bo"])

    def staffed(self):
        """The first two of the secretariat, by claim link and founding; answers their keys."""
        ann, bo = Device("ann"), Device("bo")
        self.invite("ann", "staff", founding=True)
        self.enrol("ann", ann)
        self.let_in(ann, "ann", [])
        self.invite("bo", "staff", by="ann", founding=True)
        self.enrol("bo", bo)
        self.let_in(bo, "bo", ["ann"])
        return ann, bo

    def key_text(self, name, new, old, **other):
        rows = {"log": ORIGIN, "person": self.person(name).hex(), "new-key": new.mark.hex(), "key": old.mark.hex(),
                "time": "1800000000", "nonce": "0" * 32, **other}
        return "".join(f"{row}\n" for row in (NEW_KEY, *(f"{name} {value}" for name, value in rows.items()))).encode()

    def rotate(self, name, new, old, text=None, by=None, cosigned=None, proven=None):
        text = text or self.key_text(name, new, old)
        return self.put(by or name, key_added=event.KeyAdded(
            person=self.person(name), fingerprint=new.mark, key=new.key, cosigned_by=old.mark,
            cosignature=cosigned or old.sign(text), possession=proven or new.sign(text)))

    def opens(self, seconds=600, **other):
        """A statement of which GH and NL are asked."""
        self.deadline = (self.now // 1000 + seconds) * 1000
        self.put("ann", procedure_drafted=event.ProcedureDrafted(
            procedure_id="st-1", kind=event.ProcedureDrafted.STATEMENT, mode=event.ProcedureDrafted.OPT_IN, realm=self.realm,
            title="A statement", label=event.GREEN, penholder=self.person("ann")))
        self.put("ann", text_added=event.TextAdded(procedure_id="st-1", version=1, text_sha256=named("text"), person=self.person("ann"), language="en"))
        return self.put("ann", procedure_opened=event.ProcedureOpened(
            title="A statement", language="en", person=self.person("ann"),
            procedure_id="st-1", version=1, text_sha256=named("text"), deadline=self.deadline, entitled=["GH", "NL"],
            kind=event.ProcedureDrafted.STATEMENT, mode=event.ProcedureDrafted.OPT_IN, **other))

    def position_text(self, device, party, **other):
        rows = {"log": ORIGIN, "statement": "st-1", "version": "1", "text-sha256": named("text").hex(),
                "deadline": str(self.deadline // 1000), "member": party, "position": "sign", "reservation-sha256": "-",
                "supersedes": "-", "key": device.mark.hex(), "time": "1800000000", "nonce": "0" * 32, **other}
        return "".join(f"{row}\n" for row in (SIGN_ON[self.realm], *(f"{name} {value}" for name, value in rows.items()))).encode()

    def signs(self, name, party, device, received=0, **other):
        return self.put(name, received=received, position_taken=self.position(name, party, device, **other))

    def position(self, name, party, device, signed=None, **other):
        return event.PositionTaken(
            procedure_id="st-1", party=party, person=self.person(name), stance=event.Position.SIGN, version=1,
            text_sha256=named("text"), deadline=self.deadline, key_fingerprint=device.mark,
            signed_text=signed or device.sign(self.position_text(device, party)), **other)

    def closes(self, signatories, silent, **other):
        self.now = max(self.now, self.deadline)
        return self.put("server", command=own_id("tocsin.example/close/v1", "st-1", self.deadline), procedure_closed=event.ProcedureClosed(
            procedure_id="st-1", deadline=self.deadline, signatories=signatories, **{"outcome": event.ProcedureClosed.ADOPTED, **other},
            tally=event.Tally(entitled=2, signed=len(signatories), silent=silent)))

    def note(self):
        text = f"{ORIGIN}\n{len(self.rows)}\n{b64(root_of(self.leaves))}\n"
        return f"{text}\n\u2014 {ORIGIN} {b64(self.key_id + self.signing.sign(text.encode()).signature)}\n"

    def lines(self):
        head = {"schema": "tocsin.export/1", "origin": ORIGIN, "log_key": self.log_key.vkey, "checkpoint": self.note(), "scope": "all"}
        return [head, *self.rows]

    def verified(self):
        head, *rows = self.lines()
        return check.verify(bundle.Bundle(head, rows), self.log_key)
