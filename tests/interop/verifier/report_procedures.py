"""The figures of procedures: how long until names were there, and how they stood (docs/REPORTS.md 3)."""
# SPDX-License-Identifier: Apache-2.0
from .reading import event
from .report_alerts import Crisis

STANCES, DRAFTED = event.Position, event.ProcedureDrafted
DAY = 86_400_000
ENDS = ("procedure_closed", "procedure_broken", "procedure_withdrawn")


class Names:
    """Who is a name of a round, since when and at which version; and when the first and the needed number were there."""

    def __init__(self, opened, kind):
        self.opened, self.kind, self.since, self.pledges = opened.what, kind, {}, {}
        self.counts_from, self.first, self.enough = opened.what.version, None, None

    def take(self, one):
        before = len(self.since)
        if self.kind == DRAFTED.PLEDGE_CALL: made = self._pledge(one)
        else: made = self._answer(one)
        if made and self.first is None: self.first = one.at
        threshold = self.opened.threshold
        if self.enough is None and threshold and len(self.since) >= threshold and (made or before): self.enough = one.at

    def _pledge(self, one):
        needs = self.pledges.setdefault(one.what.party, set()) if one.name in ("pledge_made", "pledge_taken_back") else None
        if one.name == "pledge_made":
            needs.add(one.what.pledge.need_id)
            new = one.what.party not in self.since
            self.since.setdefault(one.what.party, (one.at, 0))
            return new
        if one.name == "pledge_taken_back":
            needs.discard(one.what.need_id)
            if not needs: self.since.pop(one.what.party, None)
        return False

    def _answer(self, one):
        what = one.what
        if (one.name == "text_added" and not what.editorial) or one.name == "edit_contested":
            self.counts_from = what.version
            self.since = {party: name for party, name in self.since.items() if name[1] >= self.counts_from}
        if one.name != "position_taken" or what.party not in self.opened.entitled: return False
        if what.stance not in (STANCES.SIGN, STANCES.SIGN_WITH_EXPLANATION) or what.version < self.counts_from:
            self.since.pop(what.party, None)
            return False
        new = what.party not in self.since
        self.since[what.party] = (self.since.get(what.party, (one.at,))[0], what.version)
        return new


class Procedure:
    def __init__(self, reading, procedure_id):
        self.reading, self.id = reading, procedure_id
        self.told = [one for one in reading.events if getattr(one.what, "procedure_id", None) == procedure_id
                     or (one.name == "position_received_late" and one.what.position.procedure_id == procedure_id)]
        self.first = next(one for one in self.told if one.name in ("procedure_opened", "procedure_issued"))
        self.openings = self.named("procedure_opened")
        self.opened = self.openings[-1] if self.openings else None
        drafted = self.named("procedure_drafted")
        said = self.opened.what if self.opened else drafted[-1].what if drafted else None
        self.kind, self.mode = (said.kind, said.mode) if said else (DRAFTED.STATEMENT, DRAFTED.CHAIR_ON_BEHALF)
        self.title, self.alert_id = (said.title, said.alert_id) if said else ("", "")
        self.exercise, self.end, self.names, self.deadline = self.first.realm == 1, None, None, None
        if self.opened: self._round()

    def named(self, *names):
        return [one for one in self.told if one.name in names]

    def _round(self):
        self.end = next((one for one in self.named(*ENDS) if one.index > self.opened.index), None)
        extended = [one for one in self.named("deadline_extended") if one.index > self.opened.index]
        self.deadline = extended[-1].what.new_deadline if extended else self.opened.what.deadline
        self.names = Names(self.opened, self.kind)
        for one in self.in_round(): self.names.take(one)

    def in_round(self, *names):
        return [one for one in self.told if self.opened and one.index > self.opened.index and (self.end is None or one.index < self.end.index)
                and (not names or one.name in names)]

    def lacks(self, *kinds):
        return self.reading.lacks(self.opened.index, self.end.index if self.end else None, *kinds)

    def counts_names(self):
        """Whether names are to be told: not of silence, and only where everything that makes one is there."""
        if not self.opened or self.mode == DRAFTED.SILENCE: return False
        return not self.lacks(*((86, 87) if self.kind == DRAFTED.PLEDGE_CALL else (51, 53, 62)))

    def outcome(self):
        """(its name or None, the event that made it)."""
        last = self.named("procedure_opened", "procedure_issued", "procedure_proceeded", *ENDS)[-1]
        if last.name == "procedure_closed": return last.what.Outcome.Name(last.what.outcome), last
        return {"procedure_opened": None, "procedure_issued": "ADOPTED", "procedure_proceeded": "ADOPTED",
                "procedure_broken": "BROKEN", "procedure_withdrawn": "WITHDRAWN"}[last.name], last

    def adopted_at(self):
        if self.outcome()[0] != "ADOPTED": return None
        return [one for one in self.named("procedure_closed", "procedure_issued", "procedure_proceeded")
                if one.name != "procedure_closed" or one.what.outcome == one.what.ADOPTED][-1].at

    def consented(self):
        """The signatories of an adopted silence, and those of them who said nothing; None of anything else."""
        if self.mode != DRAFTED.SILENCE or self.outcome()[0] != "ADOPTED" or not self.opened: return None
        lists = self.named("procedure_closed", "procedure_proceeded")
        if not lists: return None
        spoke = {one.what.party for one in self.in_round("position_taken")}
        return list(lists[-1].what.signatories), [party for party in lists[-1].what.signatories if party not in spoke]

    def _last_tenth(self):
        if self.end is None or self.end.name != "procedure_closed" or not self.names.since: return None
        begins = self.deadline - (self.deadline - self.opened.at) // 10
        return {"count": sum(since >= begins for since, _ in self.names.since.values()), "of": len(self.names.since)}

    def _positions(self):
        if not self.opened or self.lacks(53): return None
        taken, standing = self.in_round("position_taken"), {}
        for one in taken:
            if one.what.version >= self.names.counts_from: standing[one.what.party] = one.index
        return [{"party": one.what.party, "stance": STANCES.Stance.Name(one.what.stance), "at": one.at, "version": one.what.version,
                 "standing": standing.get(one.what.party) == one.index} for one in taken]

    def _amended(self, stance):
        return [{"party": one.what.party, "at": one.at} for one in self.named("list_amended") if one.what.stance == stance]

    def _crisis(self, published):
        row = dict.fromkeys(("onsetAt", "onsetToPublicationMs", "crisisEndedAt", "publishedBeforeEnd"))
        if not any(one.what.alert_id == self.alert_id for one in self.reading.named("alert_issued")): return row
        crisis = Crisis(self.reading, self.alert_id)
        row["onsetAt"], row["crisisEndedAt"] = crisis.onset, crisis.ended
        if published is None: return row
        if crisis.onset is not None: row["onsetToPublicationMs"] = published - crisis.onset
        row["publishedBeforeEnd"] = crisis.ended is None or published < crisis.ended
        if crisis.date_only and crisis.ended <= published < crisis.ended + DAY: row["publishedBeforeEnd"] = None
        return row

    def _of_opening(self):
        what = self.opened.what if self.opened else None
        return {"openedAt": self.opened.at, "deadlineAtOpening": what.deadline, "deadline": self.deadline, "entitled": len(set(what.entitled)),
                "recused": len(set(what.recused)), "threshold": what.threshold} if what else dict.fromkeys(
            ("openedAt", "deadlineAtOpening", "deadline", "entitled", "recused", "threshold"))

    def report(self):
        def since_opening(at): return None if at is None or not self.opened else at - self.opened.at
        counts, names, adopted = self.counts_names(), self.names, self.adopted_at()
        published = next((one.at for one in self.named("procedure_published")), None)
        consent = None if not self.opened or self.lacks(53) else self.consented()
        late = self.reading.lacks(self.openings[0].index if self.openings else self.first.index, None, 54)
        return {"id": self.id, "kind": DRAFTED.Kind.Name(self.kind), "mode": DRAFTED.Mode.Name(self.mode), "title": self.title,
                "alertId": self.alert_id, "outcome": self.outcome()[0], "rounds": len(self.openings), **self._of_opening(),
                "closedAt": self.end.at if self.end else None, "adoptedAt": adopted, "publishedAt": published,
                "toFirstSignatureMs": since_opening(names.first) if counts else None,
                "toThresholdMs": since_opening(names.enough) if counts else None, "toAdoptionMs": since_opening(adopted),
                "toPublicationMs": since_opening(published),
                "adoptionToPublicationMs": None if adopted is None or published is None else published - adopted,
                "signed": len(names.since) if counts else None, "lastTenth": self._last_tenth() if counts else None,
                "silentConsent": {"count": len(consent[1]), "of": len(consent[0])} if consent and consent[0] else None,
                "extensions": [{"at": one.at, "from": one.what.old_deadline, "to": one.what.new_deadline} for one in self.named("deadline_extended")],
                "brokenSilences": len(self.named("procedure_broken")), "latePositions": None if late else len(self.named("position_received_late")),
                "lateAssociations": self._amended(STANCES.LATE_ASSOCIATION), "dissociations": self._amended(STANCES.DISSOCIATION),
                **self._crisis(published), "positions": self._positions()}
