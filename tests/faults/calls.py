#!/usr/bin/env python3
"""Every write, sync, close, rename and removal of the log's files by the real tocsin-server killed
or failed, one after another, under strace: while members act, while it closes, while it
recovers, while it founds a log. The N-th call of a kind fails; N goes on until a run meets no
such call. After each, the log must say what was answered.

    calls.py PROGRAMS [STRIDE [WHILE]]      each STRIDE-th call (1: every one); only while, such as
                                            "acting 3": three act

It ends with a table, the faults of tests/faults/table.py and `N passed, N failed`.

Needs strace, and tests/interop/python and the generated schema in PYTHONPATH (tests/faults/run.sh).
SPDX-License-Identifier: Apache-2.0
"""
import asyncio
import collections
import os
import pathlib
import sys
import tempfile
import time
import traceback

from house import Broken, House
from members import Case
from phases import Acting, Closing, Founding, Recovering

AT_ONCE = 4
FAILURES_KEPT = 3  # of one tour; then it ends
ALONE, PAIR, THREE, FOUR, EIGHT = (
    [f"focal-{c}" for c in ("gh", "no", "ee", "cl", "ch", "nl", "kr", "ke")[:n]]
    for n in (1, 2, 3, 4, 8)
)
WRITES = ("pwrite64", "fdatasync")
OTHERS = ("fsync", "write", "close", "ftruncate", "fallocate", "link", "rename", "unlink")

# (phase, faults, crowd, calls)
TOURS = [
    *((Acting, ("KILL", "EIO"), crowd, WRITES) for crowd in (ALONE, PAIR, THREE, FOUR, EIGHT)),
    (Acting, ("KILL", "EIO"), ALONE, OTHERS),
    (Acting, ("ENOSPC",), ALONE, ("pwrite64",)),
    (Closing, ("KILL", "EIO"), EIGHT, WRITES + OTHERS),
    (Recovering, ("KILL", "EIO"), EIGHT, WRITES + OTHERS),
    (Founding, ("KILL", "EIO"), (), WRITES + OTHERS),
]

# The numbers of the table of faults, and which tours show them.
SHOWN = {
    "fault 89: killed at any write, sync or close, the server is back with every answer": (
        lambda tour: tour.fault == "KILL"
    ),
    "fault 90: a sync of the log that fails ends the server with 74 and without a reply": (
        lambda tour: (tour.phase, tour.fault, tour.call) == (Acting, "EIO", "fdatasync")
    ),
    "fault 92: a full disk is told as such, what is there is read, and it heals alone": (
        lambda tour: tour.fault == "ENOSPC"
    ),
    "fault 101: killed while it makes its database, the server makes it at the next start": (
        lambda tour: (tour.phase, tour.fault, tour.call) == (Founding, "KILL", "pwrite64")
    ),
}


class Tour:
    """One kind of fault in one kind of call, advanced until there is no such call any more."""

    def __init__(self, phase, fault, crowd, call):
        self.phase, self.fault, self.crowd, self.call = phase, fault, crowd, call
        self.points, self.broken, self.slowest = 0, [], 0.0

    @property
    def name(self):
        return f"{self.phase.__name__.lower()} {len(self.crowd) or ''}"

    async def go(self, prepared, folder, stride, offset):
        when, walk = 1 + offset % stride, None
        while len(self.broken) < FAILURES_KEPT:
            walk = walk or self.phase(prepared, folder, self.call, self.fault, self.crowd)
            try:
                if not await walk.met(when):
                    await walk.finish()
                    break
                self.points += 1
            except Exception as error:  # what broke is a failure, and the next call begins anew
                words = str(error) if isinstance(error, Broken) else traceback.format_exc()
                self.broken.append(f"{self.name}, {self.fault} at {self.call} {when}: {words}")
                if walk.house:
                    await walk.house.stop()
                walk = None
            self.slowest = max(self.slowest, walk.slowest if walk else 0)
            when += stride
        if walk and walk.house:
            await walk.house.stop()


def table(tours):
    counts, broken = collections.Counter(), collections.Counter()
    for tour in tours:
        counts[tour.name, tour.call, tour.fault] += tour.points
        broken[tour.name] += len(tour.broken)
    faults = ("KILL", "EIO", "ENOSPC")
    print(f"{'while':16} {'call':10} " + " ".join(f"{fault:>6}" for fault in faults))
    for name, call in dict.fromkeys((name, call) for name, call, _ in counts):
        row = [counts[name, call, fault] for fault in faults]
        if any(row):
            print(f"{name:16} {call:10} " + " ".join(f"{number or '':>6}" for number in row))
    totals = [sum(number for key, number in counts.items() if key[2] == fault) for fault in faults]
    print(f"{'together':27} " + " ".join(f"{number:>6}" for number in totals))


async def main(programs, stride, only, folder):
    begin = time.monotonic()
    house = House(programs, folder / "prepared")
    await house.start()
    prepared = house, await Case.prepare(house)
    await house.stop()
    every = [
        Tour(phase, fault, crowd, call)
        for phase, faults, crowd, calls in TOURS
        for fault in faults
        for call in calls
    ]
    tours = [tour for tour in every if tour.name.startswith(only)]
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(number, tour):
        async with turn:
            await tour.go(prepared, folder / str(number), stride, number)

    await asyncio.gather(*(one(number, tour) for number, tour in enumerate(tours)))
    for tour in tours:
        for words in tour.broken:
            print(f"FAIL {words}")
    table(tours)
    for words, is_meant in SHOWN.items():
        meant = [tour for tour in tours if is_meant(tour)]
        if not meant:
            continue
        held = any(tour.points for tour in meant) and not any(tour.broken for tour in meant)
        print("PASS" if held else "FAIL", words)
    points, broken = sum(tour.points for tour in tours), sum(len(tour.broken) for tour in tours)
    print(
        f"each {stride}th call" if stride > 1 else "every call",
        f"in {time.monotonic() - begin:.0f} s;",
        f"started again within {max(tour.slowest for tour in tours):.2f} s",
    )
    print(f"{points} passed, {broken} failed")
    return broken > 0


if __name__ == "__main__":
    memory = "/dev/shm" if "TMPDIR" not in os.environ and os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="tocsin-calls.", dir=memory) as place:
        asked = dict(enumerate(sys.argv))
        stride, only = int(asked.get(2, 1)), asked.get(3, "")
        sys.exit(asyncio.run(main(sys.argv[1], stride, only, pathlib.Path(place))))
