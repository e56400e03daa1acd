"""The figures of a report, on a log small enough to count by hand (docs/REPORTS.md)."""
# SPDX-License-Identifier: Apache-2.0
from . import bundle, report
from .key_tests import voting
from .town import Device, event, named

CONTENT = {"status": event.AlertContent.STATUS_ACTUAL, "countries": ["UG"], "headline": "Offline", "label": event.GREEN}


def told(town):
    head, *rows = town.lines()
    return report.report([bundle.Bundle(head, rows)])


def deliver(town, name, rung, at):
    town.put("server", delivery_recorded=event.DeliveryRecorded(deliveries=[
        event.Delivery(alert_id="al-1", message=1, person=town.person(name), rung=rung, at=at)]))


def alerted():
    """GH and NL are asked; GH's client gets it after 2 s and its person answers 7 s later."""
    town, device = voting()
    index = town.put("ann", alert_issued=event.AlertIssued(alert_id="al-1", content=event.AlertContent(**CONTENT), owing=["NL", "GH"]))
    issued = town.now
    deliver(town, "kofi", event.Delivery.DELIVERED, issued + 2000)
    town.now = issued + 8000
    town.put("kofi", alert_acknowledged=event.AlertAcknowledged(alert_id="al-1", party="GH", answer=event.AlertAcknowledged.INFORMED))
    return town, device, index, issued


def alerts(checks):
    town, _, index, _ = alerted()
    one, = told(town)["alerts"]
    checks.same("whom an alert reached, and when", (one["reached"], one["acknowledged"], one["neverReached"]), (
        {"count": 1, "medianMs": 2000, "p90Ms": 2000}, {"count": 1, "medianMs": 9000, "p90Ms": 9000}, ["NL"]))
    checks.same("coverage is told when its time has come", [row["of"] for row in one["coverage"]], [None] * 3)
    town.now += 900_000
    town.put("kofi", acknowledgement_retracted=event.AcknowledgementRetracted(alert_id="al-1", party="GH"))
    one, = told(town)["alerts"]
    checks.same("an answer taken back is none, and was one within 15 minutes", (
        one["acknowledged"]["count"], one["coverage"][0]["acknowledged"], one["coverage"][0]["of"], one["governments"][0]["answer"]), (0, 1, 2, None))
    town.rows[index + 1].update(salt=None, payload=None)
    one, = told(town)["alerts"]
    checks.same("what was withheld is not counted as nothing", (one["delivered"], one["reached"], one["acknowledged"]["count"]), (None, None, 0))
    town, *_ = alerted()
    deliver(town, "stranger", event.Delivery.SEEN, town.now)
    one, = told(town)["alerts"]
    checks.same("a delivery to nobody that is known leaves it unknown", (one["delivered"], one["seen"]), (None, None))


def procedures(checks):
    town, device, *_ = alerted()
    opened = [row for row in town.lines() if row.get("index") is not None]
    town.signs("kofi", "GH", device)
    town.closes(["GH"], 1)
    result = told(town)
    one, = result["procedures"]
    checks.that("a log is read whole", result["reading"] == "whole" and len(opened) < result["entries"])
    checks.same("a name is one since it signed", (one["signed"], one["outcome"], one["lastTenth"], one["positions"][0]["standing"]),
                (1, "ADOPTED", {"count": 0, "of": 1}, True))
    checks.same("how long it took is counted from the opening", one["closedAt"] - one["openedAt"], one["toAdoptionMs"])
    part = result["participation"]["governments"][0]
    checks.same("a government owed one answer, gave it, and signed", part["total"], {
        "alertsOwed": 1, "alertsAcknowledged": 1, "medianMs": 9000, "proceduresEntitled": 1, "answered": 1, "signed": 1, "consented": 0})
    town, device = voting()
    town.signs("kofi", "GH", device)
    town.put("ann", text_added=event.TextAdded(procedure_id="st-1", version=2, text_sha256=named("text 2")))
    one, = told(town)["procedures"]
    checks.same("a changed text leaves no name", (one["signed"], one["positions"][0]["standing"]), (0, False))
    town, device = voting()
    town.put("kofi", position_taken=town.position("kofi", "GH", Device("kofi")))
    town.rows[-1].update(salt=None, payload=None)
    one, = told(town)["procedures"]
    checks.same("positions that may not be read give no figure", (one["signed"], one["positions"], one["toThresholdMs"]), (None, None, None))


def run(checks):
    alerts(checks)
    procedures(checks)
