"""Who is let in, and what a position is worth: each rule kept, and each broken (LOG_FORMAT.md 8, PROTOCOL.md 2 and 5)."""
# SPDX-License-Identifier: Apache-2.0
import base64
import os
import subprocess
import tempfile

import nacl.signing

from . import signed, sshsig
from .merkle import sha256
from .town import Device, Town, event, named

DAY = 86_400_000


def found(town):
    report = town.verified()
    return report["firstWrong"], [one["what"] for one in report["findings"]]


class Rules:
    """What should hold of a town's log; `duel.py` asks the other verifier as well."""

    def __init__(self, checks):
        self.checks = checks

    def keeps(self, what, town):
        self.checks.same(what, found(town), (None, []))

    def breaks(self, what, town, index):
        place, words = found(town)
        self.checks.that(what, place == index and words, f"{place} {words}, expected {index}")


def staffed():
    town = Town()
    town.staffed()
    return town


def with_ghana():
    town, device = staffed(), Device("kofi")
    town.admit("kofi", "GH", device)
    return town, device


def coming_in(rules):
    rules.keeps("the first by the claim link, the second by founding", staffed())
    rules.keeps("a government's person, confirmed by one and approved by another", with_ghana()[0])
    town, one = Town(), Device("x")
    town.invite("x", "GH")
    rules.breaks("a key that nobody approved", town, town.let_in(one, "x", []))
    town = Town(exercise=True)
    town.invite("x", "GH")
    town.let_in(one, "x", [])
    rules.keeps("a seeded person of a log for exercises", town)
    for what, approvals, by, confirms in (
            ("a key that one alone approved, after the founding", ["ann"], "ann", "ann"),
            ("a key that one person approved twice", ["ann", "ann"], "ann", "ann"),
            ("a key that its first did not confirm", ["ann", "bo"], "bo", "bo"),
            ("a key whose second did not act", ["ann", "bo"], "ann", "ann"),
            ("a key that its own person approved", ["ann", "kofi"], "kofi", "ann")):
        town, device = staffed(), Device("kofi")
        town.invite("kofi", "GH", by="ann")
        town.enrol("kofi", device)
        town.confirm(device, "kofi", confirms)
        rules.breaks(what, town, town.let_in(device, "kofi", approvals, by=by))
    town, device = staffed(), Device("kofi")
    town.invite("kofi", "GH", by="ann")
    town.enrol("kofi", device)
    town.confirm(device, "kofi", "ann")
    town.put("ann", key_revoked=event.KeyRevoked(person=town.person("bo"), fingerprint=Device("bo").mark))
    rules.breaks("an approval by somebody whose key was revoked", town, town.let_in(device, "kofi", ["ann", "bo"]))
    town, device = with_ghana()
    town.invite("twin", "NL", by="ann")
    rules.breaks("one key for two persons", town, town.enrol("twin", device))
    town, device, other = staffed(), Device("kofi"), Device("other")
    device.key.public_key = other.key.public_key
    town.invite("kofi", "GH", by="ann")
    rules.breaks("a fingerprint that is not that of the key", town, town.enrol("kofi", device))
    town, _ = with_ghana()
    rules.breaks("a person invited for another government", town, town.invite("kofi", "NL", by="ann"))


def rotation(rules):
    new = Device("kofi, new")
    town, old = with_ghana()
    town.rotate("kofi", new, old)
    rules.keeps("a new key that an old one of the same person signed for", town)
    for what, other in (
            ("a new key whose cosignature is another key's", {"cosigned": new.sign(b"")}),
            ("a new key that another person brought", {"by": "ann"}),
            ("a new key that did not sign for itself", {"proven": old.sign(b"x")})):
        town, old = with_ghana()
        text = town.key_text("kofi", new, old)
        if "cosigned" in other: other = {"cosigned": new.sign(text)}
        if "proven" in other: other = {"proven": old.sign(text)}
        rules.breaks(what, town, town.rotate("kofi", new, old, **other))
    town, old = with_ghana()
    rules.breaks("a new key for which a text of another log was signed", town,
                 town.rotate("kofi", new, old, text=town.key_text("kofi", new, old, log="other.example")))
    town, old = with_ghana()
    town.put("ann", key_revoked=event.KeyRevoked(person=town.person("kofi"), fingerprint=old.mark))
    rules.breaks("a new key that a revoked key signed for", town, town.rotate("kofi", new, old))


def shorten(town, cooling, by=("ann", "bo")):
    first, second = by
    town.put(first, policy_set=event.PolicySet(policy=event.Policy(recovery_cooling_ms=DAY), shorter_cooling_ms=cooling))
    return town.put(second, policy_set=event.PolicySet(
        policy=event.Policy(recovery_cooling_ms=cooling), approvals=[town.person(first), town.person(second)]))


def recovered(policy=DAY, effective=DAY, sheet=None):
    """Kofi lost its key; answers the town, the new key and where it is let in."""
    town, _ = with_ghana()
    new = Device("kofi, again")
    if policy != DAY: shorten(town, policy)
    if sheet: town.put("kofi", recovery_code_set=event.RecoveryCodeSet(party="GH", code_sha256=named(sheet)))
    town.invite("kofi", "GH", by="ann", recovery=True)
    town.enrol("kofi", new, recovery_sha256=named("sheet") if sheet else b"")
    town.confirm(new, "kofi", "ann")
    index = town.let_in(new, "kofi", ["ann", "bo"], effective_at=town.now + 1000 + effective if effective else 0, break_glass=bool(sheet))
    return town, new, index


def recovery(rules):
    rules.keeps("a recovered key cools for a day unless policy says otherwise", recovered()[0])
    rules.keeps("a recovered key cools as long as policy says", recovered(policy=1000, effective=1000)[0])
    town = staffed()
    rules.breaks("a cooling time that one person alone made shorter", town, shorten(town, 1000, ("ann", "ann")))
    town = staffed()
    rules.breaks("a cooling time made shorter that nobody had proposed", town, town.put("bo", policy_set=event.PolicySet(
        policy=event.Policy(recovery_cooling_ms=1000), approvals=[town.person("ann"), town.person("bo")])))
    rules.keeps("a printed code spares the cooling", recovered(effective=0, sheet="sheet")[0])
    town, _, index = recovered(effective=0)
    rules.breaks("a recovered key that does not cool", town, index)
    town, _, index = recovered(effective=1000)
    rules.breaks("a recovered key that cools for too short a time", town, index)
    town, _, index = recovered(effective=0, sheet="another sheet")
    rules.breaks("a printed code that is not the party's", town, index - 2)
    town, new, _ = recovered()
    town.opens()
    rules.breaks("a position signed by a key that still cools", town, town.signs("kofi", "GH", new))


def glass(others=1, code=True, used=False):
    """The secretariat is down to one, or not, and a third is let in by it and a printed code."""
    town, third = staffed(), Device("cy")
    if code: town.put("ann", recovery_code_set=event.RecoveryCodeSet(party="staff", code_sha256=named("sheet")))
    if others == 1: town.put("bo", key_revoked=event.KeyRevoked(person=town.person("bo"), fingerprint=Device("bo").mark))
    index = None
    for device, name in ((third, "cy"), (Device("di"), "di"))[:1 + used]:
        if used and name == "di": town.put("cy", key_revoked=event.KeyRevoked(person=town.person("cy"), fingerprint=third.mark))
        town.invite(name, "staff", by="ann")
        town.enrol(name, device)
        town.confirm(device, name, "ann")
        index = town.let_in(device, name, ["ann"], by="server", break_glass=True)
    return town, index


def break_glass(rules):
    rules.keeps("the last of the secretariat and a printed code let one key in", glass()[0])
    rules.breaks("a printed code while the secretariat has two", *glass(others=2))
    rules.breaks("a printed code that nobody printed", *glass(code=False))
    rules.breaks("a printed code that was used up", *glass(used=True))


def voting(**other):
    town, device = with_ghana()
    town.opens(**other)
    return town, device


def positions(rules):
    town, device = voting()
    first = town.signs("kofi", "GH", device)
    town.closes(["GH"], 1)
    rules.keeps("a position that counts, and a closing that counts it", town)
    report = town.verified()
    rules.checks.same("who counted is told", report["closingsCounted"][0]["counted"], [{"party": "GH", "stance": "SIGN", "index": first}])
    for what, lines in (("for another text", {"text-sha256": named("other").hex()}), ("with another deadline", {"deadline": "1"}),
                        ("for another government", {"member": "NL"}), ("with a leading zero", {"version": "01"}),
                        ("with a line more", {"nonce": "0" * 32 + "\nmore 1"}), ("for another log", {"log": "x"})):
        town, device = voting()
        rules.breaks(f"a position {what}", town, town.signs("kofi", "GH", device, signed=device.sign(town.position_text(device, "GH", **lines))))
    town, device = voting()
    rules.breaks("a position signed by another key", town,
                 town.signs("kofi", "GH", device, signed=Device("forger").sign(town.position_text(device, "GH"))))
    town, device = voting()
    rules.breaks("a position of a person for another government", town, town.signs("kofi", "NL", device))
    town, device = voting()
    town.now = town.deadline
    rules.breaks("a position after the deadline that is written as if it counted", town, town.signs("kofi", "GH", device))
    town, device = voting()
    town.now = town.deadline
    town.put("kofi", position_received_late=event.PositionReceivedLate(position=town.position("kofi", "GH", device), deadline=town.deadline))
    town.closes([], 2)
    rules.keeps("a late position, recorded as late, counts for nothing", town)
    rules.checks.same("who was late is told", [one["party"] for one in town.verified()["late"]], ["GH"])
    town, device = voting()
    town.signs("kofi", "GH", device)
    rules.breaks("a second position that does not name the first", town, town.signs("kofi", "GH", device))
    town, device = voting()
    town.put("kofi", two_person_rule_set=event.TwoPersonRuleSet(party="GH", required=True))
    rules.breaks("one person alone, where a government wants two", town, town.signs("kofi", "GH", device))
    town, device = voting()
    town.put("kofi", roles_changed=event.RolesChanged(person=town.person("kofi")))
    rules.breaks("a position of a person who has left", town, town.signs("kofi", "GH", device))


def closings(rules):
    for what, signatories, silent, other, opening in (
            ("a closing that leaves a name out", [], 1, {}, {}),
            ("a closing with a name too many", ["GH", "NL"], 0, {}, {}),
            ("a closing whose tally is wrong", ["GH"], 2, {}, {}),
            ("a closing that adopts with too few", ["GH"], 1, {}, {"threshold": 2}),
            ("a closing that lapses with enough", ["GH"], 1, {"outcome": event.ProcedureClosed.LAPSED}, {"threshold": 1})):
        town, device = voting(**opening)
        town.signs("kofi", "GH", device)
        rules.breaks(what, town, town.closes(signatories, silent, **other))
    town, device = voting()
    town.signs("kofi", "GH", device)
    index = town.put("ann", procedure_closed=event.ProcedureClosed(
        procedure_id="st-1", deadline=town.deadline, signatories=["GH"], outcome=event.ProcedureClosed.ADOPTED,
        tally=event.Tally(entitled=2, signed=1, silent=1)))
    rules.breaks("a closing by a person, before the deadline", town, index)


def order(rules):
    town, _ = with_ghana()
    same = {"command": b"\5" * 16, "note_added": event.NoteAdded(subject="x")}
    town.put("ann", **same)
    town.put("bo", note_added=event.NoteAdded(subject="x"))
    rules.breaks("a command answered twice in different places", town, town.put("ann", **same))
    town, _ = with_ghana()
    town.now -= 5000
    rules.breaks("time that runs backwards", town, town.put("ann", note_added=event.NoteAdded(subject="x")))
    town, _ = with_ghana()
    rules.breaks("a reminder that somebody sent", town, town.put("ann", answers_reminded=event.AnswersReminded(procedure_id="st-1", mark=1)))


def log_keys(rules):
    town = staffed()
    town.change_log_key("log, later")
    town.change_log_key("log, last")
    rules.keeps("a log whose key gave way twice", town)
    stranger = nacl.signing.SigningKey(named("stranger"))
    town = staffed()
    rules.breaks("a key of the log that the old one did not sign for", town, town.change_log_key("log, later", signed_by=stranger))
    town = staffed()
    rules.breaks("a key of the log that a stranger's gives way to", town, town.change_log_key("log, later", old=stranger, signed_by=stranger))
    town = staffed()
    rules.breaks("a change of another log's key", town, town.change_log_key("log, later", origin="other.example"))
    town = staffed()
    town.change_log_key("log, later")
    rules.breaks("a key of the log that comes twice", town, town.change_log_key("log"))
    town = staffed()
    town.sign_with(stranger)
    rules.breaks("a checkpoint signed with a key that no change leads to", town, None)


def ssh_string(data):
    return len(data).to_bytes(4, "big") + data


def forms(rules):
    """One text signed through ssh-keygen, and by a security key behind it (made here: there is none to touch)."""
    device, text, name = Device("ssh"), b"a text\n", signed.KEY_NAMESPACE
    application, kind = b"ssh:", sshsig.SECURITY_KEY

    def made(flags, public=bytes(device.key.public_key), namespace=name):
        inner = b"SSHSIG" + b"".join(ssh_string(one) for one in (namespace.encode(), b"", b"sha256", sha256(text)))
        tail = bytes([flags]) + (7).to_bytes(4, "big")
        signature = device.signing.sign(sha256(application) + tail + sha256(inner)).signature
        blob = b"SSHSIG" + (1).to_bytes(4, "big") + b"".join(ssh_string(one) for one in (
            ssh_string(kind) + ssh_string(public) + ssh_string(application), namespace.encode(), b"", b"sha256",
            ssh_string(kind) + ssh_string(signature) + tail))
        return f"{sshsig.BEGIN}\n{base64.b64encode(blob).decode()}\n{sshsig.END}\n".encode()

    def holds(signature, message=text):
        return signed.holds(device.key, event.SignedText(text=message, algorithm=device.key.algorithm, signature=signature,
                                                         form=event.SignedText.OPENSSH), name)
    that = rules.checks.that
    that("a security key that was touched signs", holds(made(1)))
    that("a security key that was not touched does not", not holds(made(0)))
    that("a signature for another purpose is none", not holds(made(1, namespace="auth@tocsin.example")))
    that("another text was not signed", not holds(made(1), b"another\n"))
    that("what is no armour is no signature", not holds(b"x") and not holds(b"\xff") and not holds(made(1)[:-40]))
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "id")
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file], check=True, timeout=10)
        done = subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-n", name, "-f", file], input=text, capture_output=True, check=True, timeout=10)
        with open(file + ".pub", encoding="ascii") as public:
                key = base64.b64decode(public.read().split()[1])[-32:]
    that("ssh-keygen -Y sign signs", sshsig.verify(key, text, done.stdout, name))
    that("and not for another key", not sshsig.verify(device.key.public_key, text, done.stdout, name))


def logs(rules):
    for part in (coming_in, rotation, recovery, break_glass, positions, closings, order, log_keys): part(rules)


def run(checks):
    rules = Rules(checks)
    logs(rules)
    forms(rules)
