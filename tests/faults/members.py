"""A few governments that act on one alert, one act after another, and write down what they sent
and what they were answered. An act that was not answered is sent again later, with the same id
and the same bytes."""
# SPDX-License-Identifier: Apache-2.0
import asyncio
import hashlib
import os
import time

import websockets

from house import hold
from keys import DeviceKey, b64, position_text, unb64
from link import BINARY, Closed, Link, new_id

POSITION_EACH = 8  # acts: what binds is ten a minute
GONE = (
    Closed,
    websockets.ConnectionClosed,
    OSError,
    EOFError,
)  # how a server that died looks from outside

ALERT = {
    "status": "STATUS_EXERCISE",
    "countries": ["IR"],
    "kinds": ["FULL_SHUTDOWN"],
    "urgency": "IMMEDIATE",
    "severity": "SEVERE",
    "certainty": "OBSERVED",
    "verification": "REPORTED",
    "precedence": "ALERT",
    "label": "AMBER_STRICT",
    "headline": "The server fails again and again",
}


async def log_in(house, slug, url=None):
    link = await Link.open(url or house.url, BINARY)
    await link.log_in(DeviceKey(house.keys, slug))
    return link


class Case:
    """What the members act on: one live alert and one open statement."""

    def __init__(self, alert, statement):
        self.alert, self.statement = alert, statement

    @classmethod
    async def prepare(cls, house):
        lead, second = await log_in(house, "lead"), await log_in(house, "lead-2")

        async def subject(link, **command):
            verdict = await link.command(**command)
            hold("receipt" in verdict, f"the lead may not: {verdict}")
            return verdict["receipt"].get("subject")

        alert = await subject(lead, raiseAlert={"content": ALERT})
        await subject(second, approveAlert={"alertId": alert})
        draft = {
            "kind": "STATEMENT",
            "mode": "OPT_IN",
            "title": "Joint statement",
            "label": "AMBER_STRICT",
            "realm": "EXERCISE",
        }
        statement = await subject(lead, draftProcedure=draft)
        text = b"# Joint statement\n\nThe undersigned governments go on.\n"
        await lead.send(deposit={"content": b64(text), "mediaType": "text/markdown"})
        digest = (await lead.expect("deposited"))["sha256"]
        await subject(
            lead, addText={"procedureId": statement, "textSha256": digest, "language": "en"}
        )
        deadline = (int(time.time()) + 6 * 3600) * 1000
        await subject(
            lead,
            openProcedure={
                "procedureId": statement,
                "version": 1,
                "deadline": str(deadline),
                "threshold": 10,
                "tally": "VISIBLE",
            },
        )
        shown = (await lead.ask(showProcedure={"procedureId": statement}))["procedure"]
        for link in (lead, second):
            await link.close()
        return cls(alert, shown)


class Member:
    def __init__(self, house, slug, case, ledger):
        self.house, self.slug, self.case, self.ledger = house, slug, case, ledger
        self.key, self.unkept = DeviceKey(house.keys, slug), False
        self.actor = bytes.fromhex(self.key.person["person"])
        self.link, self.open, self.informed, self.refused = None, None, False, []
        self.turn, self.standing = 0, "-"  # acts so far; the leaf hash of its position

    async def enter(self):
        self.link = await log_in(self.house, self.slug)
        self.ledger.saw(self.link.checkpoint)

    async def leave(self):
        if self.link:
            self.ledger.saw(self.link.checkpoint)
            self.link.abort()
            self.link = None

    def next_act(self):
        """It acknowledges and takes it back; now and then it signs, or does not."""
        if self.turn % POSITION_EACH == POSITION_EACH - 1:
            stance = "sign" if self.turn // POSITION_EACH % 2 else "not_joining"
            text = position_text(
                self.link.challenge["origin"],
                self.key,
                self.case.statement,
                stance,
                supersedes=self.standing,
            )
            return {"takePosition": {"signedText": self.key.signed(text)}}
        if self.informed:
            return {"retractAcknowledgement": {"alertId": self.case.alert}}
        return {"acknowledgeAlert": {"alertId": self.case.alert, "answer": "INFORMED"}}

    def carried_out(self, act, receipt):
        self.open, self.turn = None, self.turn + 1
        if "takePosition" in act:
            self.standing = unb64(receipt["leafHash"]).hex()
        else:
            self.informed = "acknowledgeAlert" in act

    async def act(self):
        """One act, the one still open first; whether it was carried out."""
        command_id, act = self.open or (new_id(), self.next_act())
        self.open = (command_id, act)
        self.ledger.sent(self.actor, command_id)
        verdict = await self.link.command(command_id, **act)
        if "receipt" not in verdict:
            self.refused.append(verdict.get("refusal", {}).get("code"))
            return False
        self.ledger.answered(self.actor, command_id, verdict["receipt"])
        self.carried_out(act, verdict["receipt"])
        return True

    async def acts(self, times):
        """Until the server is gone, or refuses."""
        try:
            for _ in range(times):
                if not await self.act():
                    return
        except GONE:
            pass

    async def deposit(self):
        """A text of its own, answered only when it is kept."""
        words = b"A text of " + self.slug.encode() + b": " + os.urandom(8).hex().encode() + b"\n"
        try:
            await self.link.send(deposit={"content": b64(words), "mediaType": "text/plain"})
            _, told = await self.link.expect("deposited", "verdict")
        except GONE:
            self.unkept = True
            return
        if "sha256" in told and unb64(told["sha256"]) == hashlib.sha256(words).digest():
            self.ledger.deposited(told["sha256"])
        else:
            self.refused.append(told.get("refusal", {}).get("code"))


async def together(members, acts):
    """All at once, so that several commands share a batch; one deposits a text as well."""
    await asyncio.gather(*(member.acts(acts) for member in members))
    await members[0].deposit()


async def enter(members):
    await asyncio.gather(*(member.enter() for member in members))


async def leave(members):
    await asyncio.gather(*(member.leave() for member in members))
