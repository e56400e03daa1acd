#!/usr/bin/env python3
"""A bad network, and a server that comes and goes, while governments act and follow. Whatever is
cut, each command is carried out once and each reader hears everything once, in order.

    storms.py PROGRAMS [SEED]      ends with `N passed, N failed`

Needs tests/interop/python and the generated schema in PYTHONPATH (tests/faults/run.sh).
SPDX-License-Identifier: Apache-2.0
"""
import asyncio
import json
import random
import signal
import sys
import time

from house import House, hold
from ledger import Ledger
from members import Member
from place import play
from proxy import KINDS, Proxy
from stubborn import Follower, act_through, hear_all, same_feed

ACTORS = [f"focal-{party}" for party in ("gh", "no", "ee", "cl")]
READERS = [f"focal-{party}" for party in ("gh", "nl", "kr", "ke", "us", "au")]
ACTS, RESTARTS = 24, 12
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(100_000)
BURST_OF, BURST_ACTS = 20, 26  # governments, and what one of them may send at once
LATEST = 2  # seconds from an entry to whoever is connected


class Storm:
    """The cast on a server of its own; `url` is where they find it."""

    def __init__(self, house, case, folder):
        self.house = House.copy_of(house, folder)
        self.ledger = Ledger(folder / "ledger")
        self.members = [Member(self.house, slug, case, self.ledger) for slug in ACTORS]
        self.end = None  # the last index that anybody has to hear

    async def rage(self, url, meanwhile):
        """Everybody acts and follows until all is done; then what they heard is compared."""
        followers = [Follower(self.house, slug, url) for slug in READERS]
        until = lambda one: self.end is not None and one.last >= self.end  # noqa: E731
        readers = asyncio.gather(*(one.follow(until) for one in followers))
        acting = asyncio.gather(*(act_through(one, ACTS, url) for one in self.members))
        trouble = asyncio.create_task(meanwhile)
        returns = sum(await asyncio.wait_for(acting, 120))
        await trouble
        self.end = self.ledger.highest
        await asyncio.wait_for(readers, 120)
        for member in self.members:
            await member.leave()
        for follower in followers:
            same_feed(follower, await hear_all(self.house, follower.slug, self.end))
        await self.house.stop()
        await self.house.start()
        await self.ledger.check(self.house)
        await self.ledger.verify(self.house)
        return returns + sum(one.returns for one in followers)


async def bad_network(house, case, folder):
    storm = Storm(house, case, folder)
    await storm.house.start()
    proxy = await Proxy.before(storm.house.port, SEED)
    watching = asyncio.create_task(watch(storm, proxy))

    proxy.worsen(connections=60)
    connections = await storm.rage(lambda: proxy.url, asyncio.sleep(0))
    await watching
    await proxy.close()
    await storm.house.stop()
    hold(set(proxy.met) == set(KINDS), f"the network was not bad in every way: {proxy.met}")
    return f"{connections} connections: {proxy.met}"


async def watch(storm, proxy):
    """The command line follows through the same network, as a process of its own."""
    url = ["--server", proxy.url, "--demo", "--as", "focal-is", "--json"]
    while storm.end is None:
        await asyncio.sleep(0.1)
    straight = await hear_all(storm.house, "focal-is", storm.end)
    proxy.worsen(connections=10)
    words = [*url, "watch", "--from", "start", "--limit", str(len(straight))]
    code, said = await storm.house.run("tocsin", *words, patience=60)
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    heard = [line["index"] for line in lines if "index" in line]
    hold(heard == [index for index, _ in straight], f"the command line ({code}) heard: {heard}")


async def restarts(house, case, folder):
    """Killed or told to end again and again, in the middle of what is done."""
    storm, dice, slowest = Storm(house, case, folder), random.Random(SEED), 0.0
    await storm.house.start()
    port = storm.house.port

    async def come_and_go():
        nonlocal slowest
        for _ in range(RESTARTS):
            await asyncio.sleep(dice.uniform(0.1, 0.6))
            how = dice.choice((signal.SIGKILL, signal.SIGTERM))
            code = await storm.house.stop(how)
            hold(code in (0, -signal.SIGKILL), f"it ended with {code}")
            begin = time.monotonic()
            await storm.house.start(port=port)
            slowest = max(slowest, time.monotonic() - begin)

    connections = await storm.rage(lambda: storm.house.url, come_and_go())
    await storm.house.stop()
    return f"{RESTARTS} restarts, ready within {slowest:.2f} s, {connections} connections"


async def burst(house, case, folder):
    """Twenty governments act as fast as they may; each is heard by every reader in time."""
    storm = Storm(house, case, folder)
    parties = sorted(file.stem for file in (house.keys / "keys").glob("focal-??.key"))[:BURST_OF]
    members = [Member(storm.house, slug, case, storm.ledger) for slug in parties]
    await storm.house.start()
    followers = [Follower(storm.house, slug, lambda: storm.house.url) for slug in READERS]
    until = lambda one: storm.end is not None and one.last >= storm.end  # noqa: E731
    readers = asyncio.gather(*(one.follow(until) for one in followers))
    for member in members:  # one after the other: strangers of one address are held to twenty
        await member.enter()
    begin = time.monotonic()
    await asyncio.gather(*(member.acts(BURST_ACTS) for member in members))
    took, storm.end = time.monotonic() - begin, storm.ledger.highest
    refused = [code for member in members for code in member.refused]
    hold(not refused, f"in a burst it refuses: {refused}")
    await asyncio.wait_for(readers, LATEST)
    for follower in followers:
        same_feed(follower, await hear_all(storm.house, follower.slug, storm.end))
    for member in members:
        await member.leave()
    await storm.house.stop()
    return f"{BURST_OF * BURST_ACTS} acts in {took:.1f} s, all heard within {LATEST} s of the last"


async def trials(prepared, folder, verdicts):
    print(f"seed {SEED}")
    await verdicts.on(
        "fault 133: behind a network that cuts and stalls nothing is missed or done twice",
        bad_network(*prepared, folder / "network"),
    )
    await verdicts.on(
        "fault 129: after each of many restarts everybody is back and has missed nothing",
        restarts(*prepared, folder / "restarts"),
    )
    await verdicts.on(
        "fault 130: a burst of hundreds of acts is heard by everybody, in order and in time",
        burst(*prepared, folder / "burst"),
    )


if __name__ == "__main__":
    sys.exit(play("storms", trials))
