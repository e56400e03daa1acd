"""A report of exports, `tocsin.report/1`, every figure computed again from the entries alone (docs/REPORTS.md)."""
# SPDX-License-Identifier: Apache-2.0
import datetime

from . import note
from .reading import Reading, middle
from .report_alerts import Alert
from .report_procedures import STANCES, Procedure

PROVISIONAL = (STANCES.AWAITING_INSTRUCTIONS, STANCES.SIGN_AD_REFERENDUM)


def month_of(at):
    return datetime.datetime.fromtimestamp(at // 1000, datetime.timezone.utc).strftime("%Y-%m")


def _reviews(reading):
    """The last review of each subject, in the order of these."""
    last = {}
    for one in reading.named("review_written"):
        last.pop(one.what.subject, None)
        last[one.what.subject] = one
    for one in last.values():
        actions = [{"words": action.words, "party": action.party, "person": action.person.hex(), "dueAt": action.due_at, "done": action.done,
                    "overdue": not action.done and action.due_at < reading.as_of} for action in one.what.actions]
        yield one.realm == 1, {"subject": one.what.subject, "version": one.what.version, "at": one.at, "well": one.what.well,
                               "improve": one.what.improve, "actions": actions}


def _part(party, alerts, procedures):
    """What one government was asked and did, over some alerts and procedures that asked it."""
    durations = [stands[party] - alert.at for alert in alerts for stands in [alert.acknowledged() or {}] if party in stands]
    answered = signed = consented = 0
    for one in procedures:
        taken = [told.what for told in one.in_round("position_taken") if told.what.party == party]
        name = party in one.names.since
        answered += name or bool(taken and taken[-1].stance not in PROVISIONAL)
        signed += name
        consent = one.consented()
        consented += bool(consent) and party in consent[1]
    return {"alertsOwed": len(alerts), "alertsAcknowledged": len(durations), "medianMs": middle(durations, 50),
            "proceduresEntitled": len(procedures), "answered": answered, "signed": signed, "consented": consented}


def _participation(reading, alerts, procedures):
    begins, ends = reading.from_at, reading.as_of + 1
    alerts = [one for one in alerts if not one.exercise and begins <= one.at < ends]
    procedures = [one for one in procedures if not one.exercise and one.opened and begins <= one.opened.at < ends]
    parties = sorted({party for one in alerts for party in one.asked} | {party for one in procedures for party in one.opened.what.entitled},
                     key=str.encode)
    governments = []
    for party in parties:
        owed = [one for one in alerts if party in one.asked]
        entitled = [one for one in procedures if party in one.opened.what.entitled]
        months = sorted({month_of(one.at) for one in owed} | {month_of(one.opened.at) for one in entitled})
        governments.append({"party": party, "total": _part(party, owed, entitled), "months": [
            {"month": month, **_part(party, [one for one in owed if month_of(one.at) == month],
                                     [one for one in entitled if month_of(one.opened.at) == month])} for month in months]})
    return {"from": begins, "until": ends, "governments": governments}


def _ordered(reading):
    """Alerts by their issue, procedures by the first entry that makes them one to report."""
    alerts, procedures = {}, {}
    for one in reading.events:
        if one.name == "alert_issued" and one.what.alert_id not in alerts: alerts[one.what.alert_id] = Alert(reading, one)
        if one.name in ("procedure_opened", "procedure_issued") and one.what.procedure_id not in procedures:
            procedures[one.what.procedure_id] = Procedure(reading, one.what.procedure_id)
    return list(alerts.values()), list(procedures.values())


def report(bundles):
    reading = Reading(bundles)
    _, size, root = note.parse_body(note.split(reading.first.checkpoint.encode())[0])
    alerts, procedures = _ordered(reading)
    reviews = list(_reviews(reading))
    seen = reading.kind != "partial"

    def apart(exercise):
        return {"alerts": [one.report() for one in alerts if seen and one.exercise == exercise],
                "procedures": [one.report() for one in procedures if seen and one.exercise == exercise],
                "reviews": [one for is_exercise, one in reviews if is_exercise == exercise]}
    return {"schema": "tocsin.report/1", "origin": reading.first.origin, "scope": reading.first.scope, "size": size, "root": root.hex(),
            "reading": reading.kind, "asOf": reading.as_of, "entries": len(reading.entries), "withheld": len(reading.withheld),
            **apart(False), "exercises": apart(True),
            "participation": None if reading.kind == "cases" else _participation(reading, alerts, procedures)}
