"""What a procedure asks, and who has answered, at an index: a fold of its events (PROTOCOL.md 5, PROCEDURES.md)."""
# SPDX-License-Identifier: Apache-2.0
from . import schema

event = schema.event
STANCES = event.Position
DRAFTED = event.ProcedureDrafted
SIGNED = (STANCES.SIGN, STANCES.SIGN_WITH_EXPLANATION)
AFTER = (STANCES.LATE_ASSOCIATION, STANCES.DISSOCIATION)
COMMON = {STANCES.SIGN, STANCES.SIGN_WITH_EXPLANATION, STANCES.SIGN_AD_REFERENDUM, STANCES.AWAITING_INSTRUCTIONS}
OPEN = {DRAFTED.SILENCE: COMMON | {STANCES.OBJECT},
        DRAFTED.OPT_IN: COMMON | {STANCES.NOT_JOINING, STANCES.ABSTAIN},
        DRAFTED.ALIGNMENT: COMMON | {STANCES.NOT_JOINING, STANCES.ABSTAIN}}
KINDS = {"procedure_drafted", "text_added", "procedure_opened", "position_taken", "position_received_late",
         "deadline_extended", "procedure_closed", "edit_contested", "position_prepared", "procedure_broken",
         "procedure_issued", "procedure_proceeded", "pledge_made", "pledge_taken_back", "procedure_withdrawn", "embargo_set"}


class Standing:
    """An answer that stands: the entry it is, and what it says."""

    def __init__(self, entry, taken):
        self.index, self.leaf, self.received_at = entry.index, entry.leaf, entry.event.received_at
        self.stance, self.version, self.party = taken.stance, taken.version, taken.party


class Procedure:
    def __init__(self, procedure_id):
        self.id, self.kind, self.mode, self.missing, self.realm = procedure_id, 0, 0, False, None
        self.texts, self.version, self.counts_from, self.deadline = {}, 0, 0, 0
        self.opened = None
        self.adopted, self.open, self.publish_at, self.signatories = False, False, 0, None   # no list: nothing was closed
        self.entitled, self.standing, self.prepared, self.late, self.pledges = [], {}, {}, [], {}

    def apply(self, entry):
        change = getattr(self, "_" + entry.name, None)
        if change: change(entry, entry.what)

    def _procedure_drafted(self, _, what):
        self.kind, self.mode = what.kind, what.mode

    def _text_added(self, _, what):
        self.version = max(self.version, what.version)
        self.texts[what.version] = what.text_sha256
        if not what.editorial: self.counts_from = what.version

    def _edit_contested(self, _, what):
        self.counts_from = max(self.counts_from, what.version)

    def _procedure_opened(self, entry, what):
        self.opened, self.open, self.adopted = what, True, False
        self.kind, self.mode, self.deadline = what.kind, what.mode, what.deadline
        self.version = self.counts_from = what.version
        self.texts[what.version] = what.text_sha256
        self.realm, self.entitled = entry.header.realm, list(what.entitled)
        self.standing, self.prepared, self.late, self.pledges = {}, {}, [], {}

    def _deadline_extended(self, _, what):
        self.deadline = what.new_deadline

    def _position_taken(self, entry, what):
        self.standing[what.party] = Standing(entry, what)
        self.prepared.pop(what.party, None)

    def _position_prepared(self, entry, what):
        self.prepared[what.position.party] = (entry.leaf, what.position)

    def _position_received_late(self, entry, what):
        self.late.append((entry.index, what.position.party))

    def _procedure_broken(self, *_):
        self.open = False

    def _procedure_withdrawn(self, *_):
        self.open = False

    def _procedure_closed(self, _, what):
        self.open = False
        self.adopted, self.signatories = what.outcome == what.ADOPTED, list(what.signatories)

    def _procedure_issued(self, _, what):
        self.adopted, self.version = True, what.version
        self.texts[what.version] = what.text_sha256

    def _procedure_proceeded(self, _, what):
        self.adopted, self.signatories = True, list(what.signatories)

    def _embargo_set(self, _, what):
        self.publish_at = what.publish_at

    def _pledge_made(self, entry, what):
        self.pledges.setdefault(what.party, set()).add(what.pledge.need_id)

    def _pledge_taken_back(self, _, what):
        self.pledges.get(what.party, set()).discard(what.need_id)

    def counted(self):
        """The answers that count at this index, by party: received in time, on a text that did not change since."""
        return {party: one for party, one in self.standing.items()
                if one.received_at <= self.deadline and one.version >= self.counts_from}
