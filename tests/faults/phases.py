"""The four times at which the log's files are written, each with one fault in it: while members
act, while the server closes, while it recovers from a kill, while it founds a log. `met` tells
whether there was an N-th call at all."""
# SPDX-License-Identifier: Apache-2.0
import asyncio
import json
import shutil
import signal
import urllib.error
import urllib.request

from house import Founded, House, hold
from ledger import Ledger
from proof import LogKey
from members import Member, enter, leave, together
from tracer import Tracer

KILLED, DISK = -9, 74
PATIENCE = 8  # seconds; a full disk is looked at again every five
ACTS = 27  # of each member in one go: a person may send thirty at once
POINTS_KEPT = 40  # on one log, which grows with them


def page(house, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{house.port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


class Acting:
    """The members act on a server that runs; then it is started again, and asked."""

    def __init__(self, prepared, folder, call, fault, crowd):
        self.prepared, self.folder, self.call, self.fault = prepared, folder, call, fault
        self.slugs = crowd
        self.points, self.house, self.slowest = 0, None, 0.0

    async def renew(self):
        """The log is exported and verified, and put back to what it was prepared as."""
        await self.finish()
        house, case = self.prepared
        self.house = House.copy_of(house, self.folder)
        self.ledger = Ledger(self.folder / "ledger")
        self.members = [Member(self.house, slug, case, self.ledger) for slug in self.slugs]
        await self.house.start()

    async def finish(self):
        if not self.house:
            return
        await enter(self.members)
        for member in self.members:
            if member.open:
                hold(await member.act(), f"sent again, it was refused: {member.refused}")
        await leave(self.members)
        await self.again()
        await self.ledger.verify(self.house)
        hold(await self.house.stop(signal.SIGTERM) == 0, "it did not end well")
        self.ledger.check_texts(self.house)

    async def again(self):
        """Killed where it was not, started again, and asked for everything that was answered."""
        await self.house.stop()
        await self.house.start()
        self.slowest = max(self.slowest, self.house.slowest)
        await self.ledger.check(self.house)

    async def met(self, when):
        if self.points % POINTS_KEPT == 0:
            await self.renew()
        self.points += 1
        self.before()
        await enter(self.members)
        tracer = Tracer(self.house, self.call, self.fault, when)
        await self.under(tracer)
        await tracer.detach()
        met = await self.judged(tracer)
        await leave(self.members)
        await self.again()
        return met

    def before(self):
        for member in self.members:
            member.refused.clear()
            member.unkept = False

    async def under(self, tracer):
        await tracer.attach(self.house.pid)
        await together(self.members, ACTS)
        if tracer.call not in ("pwrite64", "fdatasync"):
            await self.house.ended(1.3)  # the checkpoint's file is written once a second

    async def judged(self, tracer):
        return await getattr(self, self.fault.lower())(tracer)

    async def kill(self, _):
        return await self.house.ended(0.3) == KILLED

    async def eio(self, tracer):
        """Nobody knows what is on disk: it stops without a reply. Of the checkpoint's file it only
        tries again."""
        file = tracer.hit()
        if file and file.endswith("-wal") and self.call != "close":
            hold(await self.house.ended() == DISK, "it went on after a failed write of the log")
            hold(
                any(m.open or m.unkept for m in self.members), "it answered what it could not keep"
            )
        return file is not None

    async def enospc(self, tracer):
        """Nothing was written and everybody is told so; what is there is read; it heals alone."""
        file = tracer.hit()
        if not file or not file.endswith("-wal"):
            return file is not None
        hold(self.house.alive, "a full disk ended it")
        told = {code for member in self.members for code in member.refused}
        hold(told == {"STORAGE_FULL"}, f"those who acted were told {told}")
        hold(page(self.house, "/readyz")[0] == 503, "it says that it is ready")
        await self.ledger.check(self.house, whole=False)
        if self.points % 10 == 1:
            await self.heals()
        return True

    async def heals(self):
        for _ in range(PATIENCE * 10):
            await asyncio.sleep(0.1)
            if page(self.house, "/readyz")[0] == 200:
                return hold(await self.members[0].act(), "healed, it refuses")
        hold(False, f"it did not heal in {PATIENCE} s")


class Closing(Acting):
    """The members are done, the server is told to end: the last checkpoint into the database."""

    async def under(self, tracer):
        await together(self.members, ACTS)
        await leave(self.members)
        await tracer.attach(self.house.pid)
        self.code = await self.house.stop(signal.SIGTERM)

    async def judged(self, tracer):
        hold(self.code in (0, DISK, KILLED), f"it ended with {self.code}")
        return self.code == KILLED if self.fault == "KILL" else tracer.hit() is not None


class Recovering(Acting):
    """A server that was killed while members acted starts again, and is failed in that."""

    async def renew(self):
        await super().renew()
        await enter(self.members)
        await together(self.members, ACTS)
        await self.house.stop()
        await leave(self.members)
        self.killed, self.house = self.house, None  # each point begins with a copy of it

    async def finish(self):
        pass

    async def met(self, when):
        if self.points == 0:
            await self.renew()
        self.points += 1
        self.house = House.copy_of(self.killed, self.folder / "copy")
        tracer = Tracer(self.house, self.call, self.fault, when)
        await self.house.launch(*tracer.launching())
        up = await self.house.ready()
        code = await self.house.stop(
            signal.SIGTERM if up and self.fault == "KILL" else signal.SIGKILL
        )
        met = code == KILLED and not up if self.fault == "KILL" else tracer.hit() is not None
        hold(met or up, f"it did not start, with no fault in its way: {self.house.said()}")
        await self.again()
        if not met:
            await self.ledger.verify(self.house)
        await self.house.stop()
        return met


class Founding(Acting):
    """A server makes its folder, its key, its database and its first entries, and is failed in
    that."""

    async def met(self, when):
        shutil.rmtree(self.folder, ignore_errors=True)
        self.house = Founded(self.prepared[0].programs, self.folder)
        tracer = Tracer(self.house, self.call, self.fault, when)
        await self.house.launch(*tracer.launching())
        up = await self.house.ready()
        note = self.shown() if up else None
        code = await self.house.stop(signal.SIGTERM if self.fault == "KILL" else signal.SIGKILL)
        met = code == KILLED if self.fault == "KILL" else tracer.hit() is not None
        hold(met or up, f"it did not start, with no fault in its way: {self.house.said()}")
        await self.house.start()
        key = LogKey(json.loads(page(self.house, "/.well-known/tocsin")[1])["log_key"])
        size, _ = key.open(page(self.house, "/checkpoint")[1])
        hold(size >= (key.open(note)[0] if note else 1), "its log is shorter than what it showed")
        hold(page(self.house, "/readyz")[0] == 200, "it is not ready")
        self.slowest = max(self.slowest, self.house.slowest)
        hold(await self.house.stop(signal.SIGTERM) == 0, "it did not end well")
        return met

    def shown(self):
        """The checkpoint that it showed, if it still lives to show one."""
        try:
            return page(self.house, "/checkpoint")[1]
        except OSError:
            return None

    async def finish(self):
        await self.house.stop()
