"""The protocol walked by a stranger: a client written from docs/PROTOCOL.md, docs/LOG_FORMAT.md and proto/ alone,
against the real server. One line per check; the last line counts them.

  walk.py URL FOLDER STATE           log in, act, follow, prove, in both subprotocols; what is to hold after a
                                     restart is written to STATE
  walk.py URL FOLDER STATE restart   the server was killed and started again on the same folder
  walk.py URL FOLDER STATE openssh   the same with a key made by ssh-keygen
"""
# SPDX-License-Identifier: Apache-2.0
import asyncio
import hashlib
import json
import os
import sys
import time
import traceback
import urllib.request

import websockets

import openssh
from checks import Checks
from keys import DeviceKey, b64, position_text, unb64
from link import BINARY, JSON, Link, command_bytes, connect, new_id
from proof import LogKey, leaf, parse_header, root_from, root_of

ALERT_ACKNOWLEDGED, POSITION_TAKEN = 41, 53   # field numbers in Event, which are an entry's kind


def index(of):
    """A number of the JSON mapping; zero is not written."""
    return int(of.get("index", 0))


def entry_kinds():
    from tocsin.v1 import event_pb2
    return {field.json_name: field.number for field in event_pb2.Event.DESCRIPTOR.fields}


class Walk:
    def __init__(self, url, folder, subprotocol, checks):
        self.url, self.folder, self.subprotocol, self.checks = url, folder, subprotocol, checks
        self.that, self.same = checks.that, checks.same
        with urllib.request.urlopen(url.replace("ws", "http", 1).replace("/ws", "/.well-known/tocsin"), timeout=5) as page:
            self.well_known = json.load(page)
        self.log_key = LogKey(self.well_known["log_key"])
        self.key = self.alert = self.procedure = None

    async def log_in(self, slug):
        link = await Link.open(self.url, self.subprotocol)
        await link.log_in(DeviceKey(self.folder, slug))
        return link

    async def choose(self, both=True):
        """A government that owes an answer, and (`both`) an acknowledgement too, as the lead sees it."""
        lead = await self.log_in("lead")
        owed = (await lead.ask(inbox={}))["inbox"]["owed"]
        self.alert = next(one["subject"] for one in owed if one["act"] == "ACKNOWLEDGE")
        statement = next(one["subject"] for one in owed if one["act"] == "ANSWER")
        reach = (await lead.ask(showAlert={"alertId": self.alert}))["alert"]["reach"]
        self.procedure = (await lead.ask(showProcedure={"procedureId": statement}))["procedure"]
        await lead.close()
        owing = {one["party"] for one in reach if one.get("owing")}
        silent = {one["party"] for one in self.procedure["positions"] if "stance" not in one}
        party = sorted((owing & silent if both else silent) - {lead.welcome["party"]})[0]
        self.key = DeviceKey(self.folder, "focal-" + party.lower())

    async def enters(self):
        link = await Link.open(self.url, self.subprotocol)
        told = link.challenge
        self.same("the subprotocol asked for is spoken", link.subprotocol, self.subprotocol)
        self.same("the server speaks first: a nonce of 32 bytes", len(unb64(told["nonce"])), 32)
        self.same("the log's name is that of its key", told["origin"], self.log_key.origin)
        self.that("the log's key is named by its hash", self.log_key.sound)
        self.that("the server's clock is ours", abs(int(told["serverTime"]) / 1000 - time.time()) < 5)
        welcome = await link.log_in(self.key)
        self.same("a device key logs its person in", unb64(welcome["person"]).hex(), self.key.person["person"])
        self.same("with its party and roles", (welcome["party"], welcome["roles"]), (self.key.party, self.key.person["roles"]))
        self.that("the last checkpoint is signed by the log's key", self.log_key.open(welcome["checkpoint"])[0] > 0)
        return link

    def receipt(self, what, verdict, command_id, kind):
        """Checks a receipt by its header alone; answers it."""
        receipt = verdict.get("receipt", {})
        if not self.that(f"{what}: a receipt", receipt, verdict): raise ValueError("no receipt")
        raw = unb64(receipt["header"])
        header = parse_header(raw)
        self.same(f"{what}: the leaf hash is made from the header", leaf(raw), unb64(receipt["leafHash"]))
        self.same(f"{what}: the header says who, what, when and which command",
                  (header.realm, header.kind, header.actor, header.command_id, header.recorded_at),
                  (1, kind, bytes.fromhex(self.key.person["person"]), command_id, int(receipt["recordedAt"])))
        return receipt

    async def acknowledges(self, link):
        command_id, act = new_id(), {"acknowledgeAlert": {"alertId": self.alert, "answer": "ACTING"}}
        first = await link.command(command_id, **act)
        receipt = self.receipt("an acknowledgement", first, command_id, ALERT_ACKNOWLEDGED)
        self.same("the receipt names the alert", receipt["subject"], self.alert)
        self.that("the first answer is not a repetition", not first.get("repeated"))
        again = await link.command(command_id, **act)
        self.same("the same command again: the same answer, repeated", again, {**first, "repeated": True})
        other = await link.command(command_id, acknowledgeAlert={"alertId": self.alert, "answer": "INFORMED"})
        self.same("other bytes under its id: COMMAND_ID_REUSED", other["refusal"]["code"], "COMMAND_ID_REUSED")
        refusal = (await link.command(acknowledgeAlert={"alertId": self.alert, "answer": "INFORMED"}))["refusal"]
        self.same("a second answer: ALREADY_ANSWERED, naming the first", (refusal["code"], index(refusal), refusal["leafHash"]),
                  ("ALREADY_ANSWERED", index(receipt), receipt["leafHash"]))
        return {"commandId": b64(command_id), **act}, receipt

    async def reads(self, link):
        answer = await link.ask(fetchDocument={"sha256": self.procedure["textSha256"]})
        content = unb64(answer["document"]["content"])
        self.same("the statement's document has the hash that names it", hashlib.sha256(content).digest(),
                  unb64(self.procedure["textSha256"]))
        self.that("it begins with the title", content.startswith(f"# {self.procedure['title']}\n".encode()), content[:80])
        refused = (await link.ask(fetchDocument={"sha256": b64(os.urandom(32))})).get("refused", {})
        self.same("a document that nobody deposited is NOT_FOUND", refused.get("code"), "NOT_FOUND")

    def text(self, link, stance="sign", **other):
        return position_text(link.challenge["origin"], self.key, self.procedure, stance, **other)

    async def signs(self, link):
        async def refused(text, signature=None):
            signed = self.key.signed(text)
            if signature: signed["signature"] = b64(signature)
            return (await link.command(takePosition={"signedText": signed})).get("refusal", {})

        wrong = await refused(self.text(link, deadline=int(self.procedure["deadline"]) // 1000 + 60))
        self.same("another deadline: TEXT_MISMATCH naming the line", (wrong.get("code"), wrong.get("field")),
                  ("TEXT_MISMATCH", "deadline"))
        wrong = await refused(self.text(link), os.urandom(64))
        self.same("a signature of something else: BAD_SIGNATURE", wrong.get("code"), "BAD_SIGNATURE")
        wrong = await refused(self.text(link, version=f"0{self.procedure['version']}"))
        self.same("a leading zero is not the grammar: MALFORMED", wrong.get("code"), "MALFORMED")

        command_id = new_id()
        act = {"takePosition": {"signedText": self.key.signed(self.text(link))}}
        receipt = self.receipt("a position", await link.command(command_id, **act), command_id, POSITION_TAKEN)
        refusal = await refused(self.text(link))
        self.same("a second position: ALREADY_ANSWERED, naming what to supersede", (refusal.get("code"), refusal.get("leafHash")),
                  ("ALREADY_ANSWERED", receipt["leafHash"]))

        words = f"We sign, and explain why: {os.urandom(8).hex()}.\n".encode()
        await link.send(deposit={"content": b64(words), "mediaType": "text/plain"})
        deposited = await link.expect("deposited")
        self.same("an explanation is deposited under its hash", unb64(deposited["sha256"]), hashlib.sha256(words).digest())
        newer = self.text(link, "sign_with_explanation", supersedes=unb64(receipt["leafHash"]).hex(),
                          reservation_sha256=hashlib.sha256(words).hexdigest())
        command_id = new_id()
        act = {"takePosition": {"signedText": self.key.signed(newer)}}
        receipt = self.receipt("its replacement", await link.command(command_id, **act), command_id, POSITION_TAKEN)
        return {"commandId": b64(command_id), **act}, receipt

    async def follows(self, link, last, done):
        """The whole feed of this reader, up to the entry with leaf hash `last`."""
        self.same("the feed from the beginning is a replay", await link.follow(), {"resume": "REPLAY"})
        await link.items_until(lambda items: any(one["leafHash"] == last for one in items))
        items = link.items
        self.that("it begins with the founding of this log", items[0]["event"].get("logFounded", {}).get("origin") == self.log_key.origin)
        self.that("its order is that of the log, nothing twice",
                  all(index(one) < index(next_) for one, next_ in zip(items, items[1:])))
        for command, receipt in done:
            entry = next(one for one in items if index(one) == index(receipt))
            self.same("it holds the act as receipted, with the hash of the command's bytes",
                      (entry["leafHash"], unb64(entry["event"]["requestSha256"])),
                      (receipt["leafHash"], hashlib.sha256(command_bytes(command)).digest()))
        return list(items)

    async def resumes(self, items, note):
        """From a cursor in the middle, from the last one, and from one that means nothing."""
        middle = len(items) // 2
        link = await self.log_in(self.key.slug)
        self.same("from a cursor: REPLAY", await link.follow(items[middle]["cursor"], note), {"resume": "REPLAY"})
        await link.items_until(lambda got: len(got) >= len(items) - middle - 1)
        self.that("what was missed follows without gap", link.items[:len(items) - middle - 1] == items[middle + 1:])
        newest = link.items[-1]["cursor"]
        link.items.clear()
        self.same("from the last cursor: CAUGHT_UP", await link.follow(newest), {"resume": "CAUGHT_UP"})
        self.same("a cursor that means nothing: RESET", await link.follow(b64(os.urandom(16))), {"resume": "RESET"})
        await link.items_until(lambda got: len(got) >= len(items))
        self.that("and everything again", link.items[:len(items)] == items)
        await link.close()

    async def is_killed(self, items):
        """Connections that end without a goodbye while the feed runs, each taken up where it was cut."""
        got, cursor, cuts = [], "", 0
        while len(got) < len(items) and cuts < 6:
            link = await self.log_in(self.key.slug)
            await link.follow(cursor)
            share = min(len(items), len(got) + len(items) // 4 + 1) - len(got)
            await link.items_until(lambda seen, share=share: len(seen) >= share)
            link.abort()
            got += link.items[:share]
            cursor, cuts = got[-1]["cursor"], cuts + 1
        self.that(f"killed {cuts} times in mid-feed, it misses nothing and reads nothing twice", got == items)

    async def proves(self, link, items, receipt):
        """The position is in the tree that the newest checkpoint signs."""
        while self.log_key.open(link.checkpoint)[0] <= index(receipt): await link.pump()
        chosen = [items[0], items[len(items) // 2], next(one for one in items if index(one) == index(receipt))]
        proof = (await link.ask(fetchProof={"indices": [index(one) for one in chosen]}))["proof"]
        size, root = self.log_key.open(proof["checkpoint"])
        paths = {index(path): [unb64(one) for one in path.get("hashes", [])] for path in proof["paths"]}
        for one in chosen:
            self.same(f"entry {'of the position' if one is chosen[2] else index(one)} is proven to be in the signed tree",
                      root_from(paths[index(one)], unb64(one["leafHash"]), index(one), size), root)
        forged = hashlib.sha256(b"another entry").digest()
        self.that("the proof proves no other entry", root_from(paths[index(receipt)], forged, index(receipt), size) != root)
        changed = proof["checkpoint"].replace(f"\n{size}\n", f"\n{size + 1}\n")
        try:
            self.that("a checkpoint that was changed is not signed", not self.log_key.open(changed))
        except ValueError:
            self.that("a checkpoint that was changed is not signed", True)

    async def audits(self, items):
        """The auditor's headers make the checkpoint's root, and the feed of a government is made from them."""
        link = await self.log_in("auditor")
        page, entries = {"next": "0", "size": "1"}, []
        while int(page["next"]) < int(page["size"]):
            page = (await link.ask(fetchEntries={"from": page["next"]}))["entries"]
            entries += page["entries"]
        headers = [unb64(one["header"]) for one in entries]
        size, root = self.log_key.open(page["checkpoint"])
        self.same("the whole log's headers make the root of its checkpoint", (len(headers), root_of([leaf(one) for one in headers])), (size, root))
        self.that("each payload is the one its header commits to", all(
            hashlib.sha256(unb64(one["salt"]) + unb64(one["payload"])).digest() == parse_header(unb64(one["header"])).commitment
            for one in entries if "payload" in one))
        kinds = entry_kinds()
        self.that("each item of the feed is its header's", all(
            (leaf(headers[index(one)]), header.recorded_at, header.actor, [header.kind])
            == (unb64(one["leafHash"]), int(one["recordedAt"]), unb64(one.get("actor", "")) or bytes(16),
                [kinds[name] for name in one["event"] if name not in ("receivedAt", "requestSha256")])
            for one in items if index(one) < size for header in [parse_header(headers[index(one)])]))
        await link.close()

    async def is_refused(self):
        """What a stranger, a liar and a client with faults are told."""
        link = await Link.open(self.url, self.subprotocol)
        await link.send(authenticate=link.authenticate(self.key, signature=os.urandom(64)))
        self.same("a false signature: AUTH_FAILED", (await link.expect("verdict"))["refusal"]["code"], "AUTH_FAILED")
        self.same("and closed with 4401", await link.closing(), 4401)
        link = await Link.open(self.url, self.subprotocol)
        await link.send(authenticate=link.authenticate(self.key, seconds=int(time.time()) - 300))
        refusal = (await link.expect("verdict"))["refusal"]
        self.that("a clock off by five minutes: CLOCK_SKEW with the server's time",
                  refusal["code"] == "CLOCK_SKEW" and abs(int(refusal["at"]) / 1000 - time.time()) < 5, refusal)
        self.same("and closed with 4401 too", await link.closing(), 4401)
        link = await Link.open(self.url, self.subprotocol)
        await link.send(query={"queryId": b64(new_id()), "whoAmI": {}})
        self.same("a question before the log-in: 4401", await link.closing(), 4401)

        link = await self.log_in("chair")
        broken = b"\xff\xff\xff\xff" if self.subprotocol == BINARY else '{"follow":'
        strikes = []
        for _ in range(3):
            await link.socket.send(broken)
            refusal = (await link.expect("verdict"))["refusal"]
            strikes.append((refusal["code"], refusal["strike"]))
        self.same("a message that cannot be read: MALFORMED, three times", strikes, [("MALFORMED", n) for n in (1, 2, 3)])
        self.same("then 4400", await link.closing(), 4400)
        link = await self.log_in("chair")
        await link.socket.send("text" if self.subprotocol == BINARY else b"binary")
        self.same("the other kind of message: 1003", await link.closing(), 1003)
        link = await self.log_in("chair")
        unknown = b"\x1a\x03\xa0\x3f\x01" if self.subprotocol == BINARY else '{"follow":{"tomorrow":1}}'
        await link.socket.send(unknown)
        self.same("a field of another version: UNSUPPORTED", (await link.expect("verdict"))["refusal"]["code"], "UNSUPPORTED")
        await link.close()

    async def is_not_let_in(self):
        for what, expected, more in (
                ("a subprotocol that it does not speak: 400", 400, {"subprotocols": ["tocsin.v0"]}),
                ("another site's page: 403", 403, {"subprotocols": [self.subprotocol], "origin": "https://elsewhere.example"})):
            try:
                socket = await connect(self.url, **more)
                await socket.close()
                self.that(what, False, "let in")
            except websockets.InvalidStatusCode as refused:
                self.same(what, refused.status_code, expected)

    async def detects_a_fork(self):
        """The demo's log key lies in its folder: so this client can be shown what a split log would have signed."""
        link = await self.log_in("chair")
        size, _ = self.log_key.open(link.checkpoint)
        with open(os.path.join(self.folder, "log.key"), encoding="ascii") as file:
            seed = bytes.fromhex(file.read().strip())
        theirs = self.log_key.note(size, os.urandom(32), seed)
        await link.send(follow={"checkpoint": theirs})
        refusal = (await link.expect("verdict")).get("refusal", {})
        self.same("a checkpoint of a split log: FORK_DETECTED with both", (refusal.get("code"), refusal.get("theirCheckpoint")),
                  ("FORK_DETECTED", theirs))
        await link.close()
        link = await self.log_in("chair")
        await link.send(follow={"checkpoint": self.log_key.note(size + 100000, os.urandom(32), seed)})
        self.same("a checkpoint ahead of the log: 4460", await link.closing(), 4460)

    async def whole(self):
        await self.choose()
        link = await self.enters()
        acknowledged = await self.acknowledges(link)
        await self.reads(link)
        signed = await self.signs(link)
        items = await self.follows(link, signed[1]["leafHash"], [acknowledged, signed])
        await self.proves(link, items, signed[1])
        note = link.checkpoint
        await link.close()
        await self.resumes(items, note)
        await self.is_killed(items)
        await self.audits(items)
        await self.is_refused()
        await self.is_not_let_in()
        await self.detects_a_fork()
        return {"slug": self.key.slug, "command": signed[0], "receipt": signed[1], "cursor": items[-1]["cursor"], "note": note}

    async def after_restart(self, kept):
        link = await self.log_in(kept["slug"])
        self.that("the log's key is the same, and the log no shorter",
                  self.log_key.open(link.checkpoint)[0] >= self.log_key.open(kept["note"])[0])
        command = dict(kept["command"])
        verdict = await link.command(unb64(command.pop("commandId")), **command)
        self.same("the same command again: the same receipt, repeated", (verdict.get("receipt"), verdict.get("repeated")),
                  (kept["receipt"], True))
        resumed = await link.follow(kept["cursor"], kept["note"])
        self.that("the cursor of before still means its place", resumed.get("resume") in ("CAUGHT_UP", "REPLAY"), resumed)
        await link.close()


async def main(url, folder, state, part=""):
    if part == "openssh": return await openssh.walk(Walk(url, folder, BINARY, Checks("openssh")))
    if part == "restart":
        with open(state, encoding="utf-8") as file: kept = json.load(file)
    else:
        kept = {}
    failed = Checks("python")
    for subprotocol in (BINARY, JSON):
        failed.who = f"python {subprotocol}" + (" after a restart" if part else "")
        try:
            walk = Walk(url, folder, subprotocol, failed)
            if part: await walk.after_restart(kept[subprotocol])
            else: kept[subprotocol] = await walk.whole()
        except Exception:  # pylint: disable=broad-except
            failed.that("the walk comes to its end", False, traceback.format_exc()[-400:])
    with open(state, "w", encoding="utf-8") as file: json.dump(kept, file)
    return failed.close()


if __name__ == "__main__":
    sys.exit(asyncio.run(main(*sys.argv[1:])))
