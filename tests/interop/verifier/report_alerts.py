"""The figures of alerts: whom they reached, and when (docs/REPORTS.md 2)."""
# SPDX-License-Identifier: Apache-2.0
from .reading import event, spread

AFTER = (900_000, 3_600_000, 86_400_000)
DELIVERED = (event.Delivery.DELIVERED, event.Delivery.SEEN)
MESSAGES = ("alert_issued", "alert_updated")
ENDS = {"alert_closed": "closed", "alert_cancelled": "cancelled", "alerts_merged": "merged"}


class Crisis:
    """When it began and ended, as the alert tells; read after the alert's end too."""

    def __init__(self, reading, alert_id):
        self.onset, self.ended, self.date_only = None, None, False
        report, end = None, None
        for one in reading.events:
            if one.name in MESSAGES and one.what.alert_id == alert_id:
                content = one.what.content
                if content.onset.at: self.onset = content.onset.at
                if content.HasField("end"): end = content.end
            situation = one.what.situation if one.name in ("alert_closed", "situation_reported") and one.what.alert_id == alert_id else None
            if situation is not None and situation.status not in (situation.STATUS_UNSPECIFIED, situation.UNKNOWN): report = (one, situation)
        if report is not None:
            one, situation = report
            if situation.status == situation.RESTORED: self._at(situation.when if situation.when.at else None, one.at)
        elif end is not None and end.at: self._at(end, None)

    def _at(self, when, otherwise):
        self.ended = when.at if when is not None else otherwise
        self.date_only = when is not None and when.precision == event.When.DATE


class Alert:
    def __init__(self, reading, issued):
        self.reading, self.issued, self.id = reading, issued, issued.what.alert_id
        self.at, self.asked = issued.at, sorted(set(issued.what.owing), key=str.encode)
        self.end = next((one for one in reading.events if one.index > issued.index and one.name in ENDS
                         and (one.what.duplicate if one.name == "alerts_merged" else one.what.alert_id) == self.id), None)
        self.last = self.end.index if self.end else None
        content = issued.what.content
        self.exercise = issued.realm == 1 or content.status != content.STATUS_ACTUAL
        self.crisis = Crisis(reading, self.id)
        self._deliveries()

    def lacks(self, *kinds):
        return self.reading.lacks(self.issued.index, self.last, *kinds)

    def told(self, *names):
        """Events of these kinds between issue and end, that are about this alert."""
        return [one for one in self.reading.named(*names) if one.index > self.issued.index
                and (self.last is None or one.index < self.last) and one.what.alert_id == self.id]

    def _deliveries(self):
        """The first instants of each government, or None where they cannot be known."""
        self.delivered, self.seen = {}, {}
        unknown = {"delivered": self.lacks(40), "seen": self.lacks(40)}
        for one in self.reading.named("delivery_recorded"):
            if one.index <= self.issued.index or (self.last is not None and one.index >= self.last): continue
            for delivery in one.what.deliveries:
                if delivery.alert_id != self.id or delivery.rung not in DELIVERED: continue
                self._delivery(delivery, one.index, unknown)
        if unknown["delivered"]: self.delivered = None
        if unknown["seen"]: self.seen = None

    def _delivery(self, delivery, index, unknown):
        seen = delivery.rung == event.Delivery.SEEN
        if delivery.person not in self.reading.invited:
            unknown["delivered"] = True
            unknown["seen"] = unknown["seen"] or seen
            return
        party = self.reading.party_of(delivery.person, index)
        for first in (self.delivered, self.seen) if seen else (self.delivered,):
            first[party] = min(first.get(party, delivery.at), delivery.at)

    def answered(self):
        if self.lacks(41): return None
        first = {}
        for one in self.told("alert_acknowledged"): first.setdefault(one.what.party, one.at)
        return first

    def acknowledged(self, until=None):
        """The fold of answers and retractions, of events up to an instant."""
        if self.lacks(41, 42): return None
        stands = {}
        for one in self.told("alert_acknowledged", "acknowledgement_retracted"):
            if until is not None and one.at > until: continue
            if one.name == "alert_acknowledged" and one.what.answer != one.what.CANNOT_RESPOND: stands.setdefault(one.what.party, one.at)
            else: stands.pop(one.what.party, None)
        return stands

    def answers(self):
        if self.lacks(41, 42): return {}
        last = {}
        for one in self.told("alert_acknowledged", "acknowledgement_retracted"):
            if one.name == "alert_acknowledged": last[one.what.party] = one.what.Answer.Name(one.what.answer)
            else: last.pop(one.what.party, None)
        return last

    def reached(self):
        parts = (self.delivered, self.seen, self.answered())
        if None in parts or self.lacks(40, 41): return None
        first = {}
        for part in parts:
            for party, at in part.items(): first[party] = min(first.get(party, at), at)
        return first

    def _instants(self):
        """The four figures, of governments that were asked alone."""
        figures = {"reached": self.reached(), "delivered": self.delivered, "seen": self.seen, "acknowledged": self.acknowledged()}
        return {name: None if figure is None else {party: figure[party] for party in self.asked if party in figure}
                for name, figure in figures.items()}

    def _coverage(self, figures, after):
        until = self.at + after
        row = dict.fromkeys(("afterMs", "of", "reached", "delivered", "seen", "acknowledged"))
        row["afterMs"] = after
        if until > self.reading.as_of: return row
        members = [party for party in self.asked if self.reading.is_member(party, until)]
        row["of"] = len(members)
        for name in ("reached", "delivered", "seen"):
            if figures[name] is not None: row[name] = sum(figures[name].get(party, until + 1) <= until for party in members)
        if figures["acknowledged"] is not None:
            stands = self.acknowledged(until)
            row["acknowledged"] = sum(party in stands for party in members)
        return row

    def _rungs(self):
        if self.lacks(44): return None
        return [{"rung": one.what.rung, "whom": event.Policy.Whom.Name(one.what.whom), "at": one.at, "owing": len(one.what.owing),
                 "persons": len(one.what.persons)} for one in self.told("escalated")]

    def _governments(self, figures):
        answers = self.answers()
        for party in self.asked:
            row = {"party": party}
            for name in ("reached", "delivered", "seen", "acknowledged"):
                at = (figures[name] or {}).get(party)
                row[name + "Ms"] = None if at is None else at - self.at
            yield {**row, "answer": answers.get(party)}

    def label(self):
        label = self.issued.what.content.label
        for one in self.reading.events:
            if one.index <= self.issued.index: continue
            if one.name in MESSAGES and one.what.alert_id == self.id: label = one.what.content.label
            elif one.name == "relabelled" and one.what.subject == self.id: label = one.what.label
        return event.Tlp.Name(label)

    def report(self):
        figures, rungs = self._instants(), self._rungs()
        updates = [one for one in self.reading.named("alert_updated") if one.what.alert_id == self.id]
        content = updates[-1].what.content if updates else self.issued.what.content
        spreads = {name: None if figure is None else spread([at - self.at for at in figure.values()]) for name, figure in figures.items()}
        return {"id": self.id, "headline": content.headline, "countries": list(content.countries), "label": self.label(),
                "state": ENDS[self.end.name] if self.end else "live", "issuedAt": self.at, "endedAt": self.end.at if self.end else None,
                "onsetAt": self.crisis.onset, "crisisEndedAt": self.crisis.ended, "asks": 1 + sum(one.what.material for one in updates),
                "asked": len(self.asked), **spreads, "coverage": [self._coverage(figures, after) for after in AFTER],
                "neverReached": None if figures["reached"] is None else [party for party in self.asked if party not in figures["reached"]],
                "highestRung": None if rungs is None else max((one["rung"] for one in rungs), default=0), "rungs": rungs,
                "governments": list(self._governments(figures))}
