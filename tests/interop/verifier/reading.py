"""What a report is made from: the entries of one or several exports, in order (docs/REPORTS.md 1)."""
# SPDX-License-Identifier: Apache-2.0
import collections

from . import schema
from .merkle import sha256

event = schema.event
Told = collections.namedtuple("Told", "index realm recorded_at at name what")   # an event; `at` is when it was received


def middle(values, percent):
    """Nearest rank; None of no values."""
    values = sorted(values)
    return values[(percent * len(values) + 99) // 100 - 1] if values else None


def spread(durations):
    return {"count": len(durations), "medianMs": middle(durations, 50), "p90Ms": middle(durations, 90)}


class Reading:
    def __init__(self, bundles):
        self.first = bundles[0]
        entries = {}
        for bundle in bundles:
            for entry in bundle.entries:
                if entry.header is None: continue
                if entry.index not in entries or entries[entry.index].payload is None: entries[entry.index] = entry
        self.entries = [entries[index] for index in sorted(entries)]
        self.events, self.withheld = [], []
        for entry in self.entries: self._take(entry)
        self.as_of = max((entry.header.recorded_at for entry in self.entries), default=0)
        self.from_at = min((entry.header.recorded_at for entry in self.entries), default=0)
        whole = any(bundle.whole for bundle in bundles) and [entry.index for entry in self.entries] == list(range(len(self.entries)))
        cases = all(bundle.scope not in ("all", "readable") for bundle in bundles)
        self.kind = "whole" if whole else "cases" if cases else "partial"
        self._people()

    def _take(self, entry):
        event_ = event.Event()
        sound = entry.payload is not None and sha256(entry.salt + entry.payload) == entry.header.commitment
        if not sound:
            self.withheld.append(entry)
            return
        event_.ParseFromString(entry.payload)
        name = event_.WhichOneof("event")
        self.events.append(Told(entry.index, entry.header.realm, entry.header.recorded_at, event_.received_at, name,
                                getattr(event_, name) if name else None))

    def _people(self):
        """Memberships of parties and parties of persons, each from the index where it was told."""
        self.memberships, self.invited = {}, {}
        for one in self.events:
            if one.name == "party_admitted": self.memberships.setdefault(one.what.party.code, []).append([one.what.member_from, None])
            elif one.name == "party_withdrew" and one.what.code in self.memberships: self.memberships[one.what.code][-1][1] = one.what.effective_at
            elif one.name == "person_invited" and not one.what.recovery:
                self.invited.setdefault(one.what.person, []).append((one.index, one.what.party))

    def is_member(self, party, at):
        if party not in self.memberships: return True
        return any(begins <= at and (ends is None or at < ends) for begins, ends in self.memberships[party])

    def party_of(self, person, index):
        known = [party for told, party in self.invited.get(person, ()) if told < index]
        return known[-1] if known else None

    def named(self, *names):
        return [one for one in self.events if one.name in names]

    def lacks(self, after, before, *kinds):
        """Whether something of these kinds is withheld between two indices (`before` None: to the end)."""
        return any(entry.header.kind in kinds and after < entry.index and (before is None or entry.index < before) for entry in self.withheld)
