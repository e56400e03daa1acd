"""A server on a copy of the prepared log with a few members on it, and how to look at it."""
# SPDX-License-Identifier: Apache-2.0
import asyncio
import os
import pathlib
import sys
import tempfile
import time

from house import House, hold
from ledger import Ledger
from members import Case, Member, leave
from verdicts import Verdicts

PARTIES = ("gh", "no", "ee", "cl")


class Place:
    """A server on a copy of the prepared log, with a few members on it."""

    def __init__(self, prepared, folder):
        house, case = prepared
        self.house = House.copy_of(house, folder)
        self.ledger = Ledger(folder / "ledger")
        self.members = [Member(self.house, f"focal-{one}", case, self.ledger) for one in PARTIES]

    async def all_act(self, words):
        for member in self.members:
            hold(await member.act(), f"{words}, {member.slug} was refused: {member.refused}")

    async def end(self):
        """Started again without any limit it holds everything that was answered."""
        await leave(self.members)
        await self.house.stop()
        await self.house.start()
        size = await self.ledger.check(self.house)
        await self.ledger.verify(self.house)
        await self.house.stop()
        return size


async def comes_true(question, seconds):
    until = time.monotonic() + seconds
    while not question():
        if time.monotonic() > until:
            return False
        await asyncio.sleep(0.05)
    return True


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def play(name, trials):
    """Runs `trials(prepared, folder, verdicts)` on a log that was prepared; the exit code."""

    async def prepare_and_play(folder):
        verdicts = Verdicts()
        house = House(sys.argv[1], folder / "prepared")
        await house.start()
        prepared = house, await Case.prepare(house)
        await house.stop()
        await trials(prepared, folder, verdicts)
        return verdicts.end()

    memory = "/dev/shm" if "TMPDIR" not in os.environ and os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix=f"tocsin-{name}.", dir=memory) as folder:
        return asyncio.run(prepare_and_play(pathlib.Path(folder)))
