"""An export from its first line to its last: signature, tree, commitments, order, keys, positions, closings.

A finding is `wrong`, or a `doubt`: what this file alone cannot decide, because somebody may not read all of it."""
# SPDX-License-Identifier: Apache-2.0
from . import closings, directory, key_change, positions, procedures, schema
from .bundle import SERVER
from .merkle import included, root_of, sha256
from .note import BadSignature, Key, Malformed, open_checkpoint

POSITIONS = {"position_taken": "taken", "position_prepared": "prepared", "position_received_late": "late"}
OWN_ACTS = {   # what the server alone does, by its name in a command id and an event's fields
    "answers_reminded": lambda what: ("remind", what.procedure_id, what.mark, what.deadline) if what.mark else None,
    "review_fell_due": lambda what: ("review", what.alert_id, what.review_by),
    "escalated": lambda what: ("escalate", what.alert_id, what.message, what.rung) if what.rung else None,
}


class Log:
    """What the entries before this one say."""

    def __init__(self, origin):
        self.origin, self.directory = origin, directory.Directory(origin)
        self.procedures, self.two_persons, self.regions, self.names, self.members = {}, set(), {}, {}, {}
        self.texts_withheld = False

    def procedure(self, procedure_id):
        return self.procedures.setdefault(procedure_id, procedures.Procedure(procedure_id))

    def gaps(self, procedure):
        """Whether something of a procedure may have been withheld from this file."""
        return self.texts_withheld or procedure.missing

    def is_member(self, party, at):
        return any(begins <= at and (ends is None or at < ends) for begins, ends in self.members.get(party, ()))

    def apply(self, entry):
        name, what = entry.name, entry.what
        if name == "party_admitted":
            self.regions[what.party.code], self.names[what.party.code] = what.party.region, what.party.name
            self.members.setdefault(what.party.code, []).append([what.member_from, None])
        if name == "party_withdrew" and what.code in self.members: self.members[what.code][-1][1] = what.effective_at
        if name == "two_person_rule_set":
            (self.two_persons.add if what.required else self.two_persons.discard)(what.party)
        if name in procedures.KINDS:
            one = what.position if name == "position_prepared" or name == "position_received_late" else what
            self.procedure(one.procedure_id).apply(entry)
        return self.directory.apply(entry)

    def withhold(self, entry):
        """An entry that cannot be read: of what kind it is, its header says, if that can be read."""
        if not entry.name or entry.name in directory.KINDS: self.directory.missing = True
        if not entry.name or entry.name in procedures.KINDS: self.texts_withheld = True


class Verifier:
    def __init__(self, bundle, trusted=None):
        self.bundle, self.trusted = bundle, trusted
        self.findings, self.closings, self.withheld, self.late = [], [], [], []
        self.counts = dict.fromkeys(("positions", "positionsUnchecked", "closings", "alerts", "documents"), 0)
        self.size, self.root, self.signed = 0, b"", False
        self.log = Log(bundle.origin)
        self.log.directory.missing = not bundle.whole
        self.before = None          # the last entry that could be read
        self.commands = set()
        self.key, self.succession = None, key_change.Succession(bundle.origin)

    def wrong(self, index, what):
        self.findings.append({"weight": "wrong", "index": index, "what": what})

    def doubt(self, index, what):
        self.findings.append({"weight": "doubt", "index": index, "what": what})

    def run(self):
        self._checkpoint()
        for number, what in self.bundle.broken: self.wrong(None, f"line {number}: {what}")
        expected = 0
        for entry in self.bundle.entries:
            if self._in_place(entry, expected): self._entry(entry)
            if entry.event is None: self.log.withhold(entry)
            expected = entry.index + 1
        self._tree()
        self._documents()
        self._keys()
        return self.report()

    def _keys(self):
        if self.key is None: return
        if self.trusted is not None and not self.succession.leads(self.trusted.public, self.key.public):
            self.wrong(None, "it names another log key than the trusted one")
        founding = self.succession.keys[:1]
        if founding and not self.succession.leads(founding[0], self.key.public): self.wrong(None, "no change of keys leads from the one it was founded with to the one under the checkpoint")

    def _checkpoint(self):
        """Signed by the log that is trusted; without one, by the log that the file itself names."""
        bundle = self.bundle
        try:
            own = Key(bundle.log_key)
            self.key = self.trusted or own
            try:
                point = open_checkpoint(bundle.checkpoint.encode(), self.key)
            except BadSignature:   # trusted is one of an earlier time, perhaps: its changes must lead here
                self.key = own
                point = open_checkpoint(bundle.checkpoint.encode(), own)
            if bundle.origin != point.origin: self.wrong(None, "its origin is not that of its checkpoint")
            self.size, self.root, self.signed = point.size, point.root, True
        except (Malformed, BadSignature) as reason:
            self.wrong(None, f"the checkpoint does not hold: {reason}")

    def _in_place(self, entry, expected):
        if self.bundle.whole and entry.index != expected:
            self.wrong(min(entry.index, expected), f"entry {expected} should stand here, {entry.index} does")
        elif entry.index < expected: self.wrong(entry.index, "the entries are not in order")
        if self.signed and entry.index >= self.size: self.wrong(entry.index, "it is beyond the checkpoint")
        if entry.broken: self.wrong(entry.index, entry.broken)
        return entry.broken is None

    def _entry(self, entry):
        header, index = entry.header, entry.index
        if not self.bundle.whole and not included(entry.proof, entry.leaf, index, self.size, self.root):
            self.wrong(index, "its proof does not lead to the checkpoint")
        if entry.payload is not None and sha256(entry.salt + entry.payload) != header.commitment:
            self.wrong(index, "salt and payload are not what the header commits to")
            return
        before = self.before
        if before is not None and header.recorded_at < before.header.recorded_at: self.wrong(index, "time runs backwards")
        self._command(entry)
        self.before = entry
        if entry.withheld:
            self.withheld.append({"index": index, "kind": entry.name})
            return
        self._event(entry)

    def _command(self, entry):
        """Entries of one command stand side by side; elsewhere its id never comes again."""
        command, before = (entry.header.actor, entry.header.command_id), self.before
        if before is not None and command == (before.header.actor, before.header.command_id): return
        if command in self.commands: self.wrong(entry.index, "its command was answered before, somewhere else")
        self.commands.add(command)

    def _event(self, entry):
        event = schema.event.Event()
        try:
            event.ParseFromString(entry.payload)
        except Exception:   # pylint: disable=broad-except   # of whichever implementation of protobuf is here
            self.wrong(entry.index, "its payload is no event")
            return
        if event.WhichOneof("event") != entry.name or not entry.name:
            self.wrong(entry.index, "its payload is another kind of event than its header says")
            return
        entry.event = event
        if event.received_at > entry.header.recorded_at: self.wrong(entry.index, "it was received after it was recorded")
        asked = len(event.request_sha256)
        if asked not in (0, 32) or (entry.header.actor != SERVER and not asked):
            self.wrong(entry.index, "it does not say which command led to it")
        self._founding(entry)
        self._act(entry)
        for what in self.log.apply(entry): self.wrong(entry.index, what)

    def _founding(self, entry):
        if (entry.index == 0) != (entry.name == "log_founded"):
            self.wrong(entry.index, "the first entry, and no other, founds the log")
        elif entry.index == 0:
            self.succession.found(entry.what.log_key)
            if self.key is not None and entry.what.origin != self.key.name: self.wrong(0, "it was founded as another log")
        if entry.name == "log_key_changed":
            wrong = self.succession.change(entry.what, self.bundle.whole)
            if wrong: self.wrong(entry.index, wrong)
        if self.log.directory.exercise_only and entry.header.realm == 0: self.wrong(entry.index, "a log for exercises holds no actual entry")

    def _act(self, entry):
        name, what = entry.name, entry.what
        if name == "alert_issued": self.counts["alerts"] += 1
        if name in POSITIONS: self._position(entry, what if name == "position_taken" else what.position)
        if name == "procedure_closed":
            self.counts["closings"] += 1
            wrong, closing = closings.check(entry, self.log)
            self.closings.append(closing)
            for one in wrong: (self.doubt if self.log.gaps(self.log.procedure(what.procedure_id)) else self.wrong)(entry.index, one)
        if name == "procedure_published" and self.log.procedure(what.procedure_id).signatories not in (None, list(what.signatories)):
            self.wrong(entry.index, "the list published is not that of the closing")
        own = OWN_ACTS.get(name, lambda _: None)(what)
        if name == "procedure_published" and entry.header.actor == SERVER:
            own = ("publish", what.procedure_id, self.log.procedure(what.procedure_id).publish_at)
        if own is None:
            if name in OWN_ACTS and entry.header.actor == SERVER: self.wrong(entry.index, "nobody did what only a person does")
            return
        act, *rows = own
        if entry.header.actor != SERVER or entry.header.command_id != closings.own_id(f"tocsin.example/{act}/v1", *rows):
            self.wrong(entry.index, "it is not the server's own act")

    def _position(self, entry, taken):
        name = POSITIONS[entry.name]
        verified, wrong, only_doubt = positions.check(entry, taken, self.log, name == "prepared", name == "late")
        if verified: self.counts["positions"] += 1
        elif not wrong or only_doubt: self.counts["positionsUnchecked"] += 1
        if name == "late": self.late.append({"index": entry.index, "procedure": taken.procedure_id, "party": taken.party})
        if wrong: (self.doubt if only_doubt else self.wrong)(entry.index, wrong)

    def _tree(self):
        if not self.signed or not self.bundle.whole: return
        entries = self.bundle.entries
        if len(entries) < self.size: self.wrong(len(entries), f"{self.size - len(entries)} entries of the checkpoint are missing")
        elif all(entry.leaf for entry in entries) and root_of(entry.leaf for entry in entries) != self.root:
            self.wrong(None, "the entries do not give the checkpoint's root")

    def _documents(self):
        for name, _, content in self.bundle.documents:
            self.counts["documents"] += 1
            if sha256(content).hex() != name: self.wrong(None, f"document {name} has other bytes than its name says")
        unchecked = self.counts["positionsUnchecked"]
        if unchecked: self.doubt(None, f"{unchecked} positions are signed with keys that are not in the file")

    def report(self):
        wrong = [one for one in self.findings if one["weight"] == "wrong"]
        places = [one["index"] for one in wrong if one["index"] is not None]
        return {"schema": "tocsin.verify/1", "sound": not wrong, "origin": self.bundle.origin, "scope": self.bundle.scope,
                "logKey": (self.trusted.vkey if self.trusted else self.bundle.log_key),
                "trust": "given" if self.trusted else "first-use", "size": self.size, "root": self.root.hex(),
                "entries": len(self.bundle.entries), "withheld": len(self.withheld), **self.counts,
                "findings": self.findings, "firstWrong": min(places) if places else None,
                "withheldEntries": self.withheld, "closingsCounted": self.closings, "late": self.late}


def verify(bundle, trusted=None):
    return Verifier(bundle, trusted).run()
