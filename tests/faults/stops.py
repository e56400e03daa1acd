#!/usr/bin/env python3
"""What stands still, and a clock that does not: the server is stopped for a while, a reader is, and
the server's clock jumps.

    stops.py PROGRAMS [SECONDS]      how long they stand still (15); ends with `N passed, N failed`

Needs libfaketime, else the clock is skipped, and tests/interop/python and the generated schema in
PYTHONPATH (tests/faults/run.sh).
SPDX-License-Identifier: Apache-2.0
"""
import asyncio
import glob
import signal
import sys
import time

from house import hold, signal_to
from ledger import fetch
from members import enter, log_in
from phases import page
from place import Place, comes_true, cpu_seconds, play
from proof import parse_header
from stubborn import Follower, act_through, hear_all, same_feed

SECONDS = int(sys.argv[2]) if len(sys.argv) > 2 else 15


async def server_stopped(prepared, folder, seconds):
    place = Place(prepared, folder)
    await place.house.start()
    await enter(place.members)
    reader, done = Follower(place.house, "focal-ke", lambda: place.house.url), []
    following = asyncio.create_task(reader.follow(lambda one: done and one.last >= done[0]))
    await place.all_act("before")
    signal_to(place.house.pid, signal.SIGSTOP)
    url = lambda: place.house.url  # noqa: E731
    acts = [asyncio.create_task(act_through(member, 1, url)) for member in place.members]
    await asyncio.sleep(seconds)
    hold(not any(act.done() for act in acts), "somebody was answered by a stopped server")
    begin = time.monotonic()
    signal_to(place.house.pid, signal.SIGCONT)
    await asyncio.wait_for(asyncio.gather(*acts), 30)
    answered = time.monotonic() - begin
    hold(answered < 5, f"it took {answered:.1f} s to answer what had waited")
    hold(page(place.house, "/readyz")[0] == 200, "it is not ready")
    await place.all_act("after")
    spent = cpu_seconds(place.house.pid)
    await asyncio.sleep(2)
    hold(cpu_seconds(place.house.pid) - spent < 0.5, "its timers came in a storm")
    done.append(place.ledger.highest)
    await asyncio.wait_for(following, 30)
    same_feed(reader, await hear_all(place.house, reader.slug, done[0]))
    return f"stopped for {seconds} s, answered {answered:.2f} s later, {await place.end()} entries"


async def reader_stopped(prepared, folder, seconds):
    """A command line that is stopped misses nothing; nobody waits for it."""
    place = Place(prepared, folder)
    await place.house.start()
    await enter(place.members)
    words = ["--demo", "--as", "focal-ke", "--json", "watch", "--from", "start"]
    out = open(folder / "watched", "wb")  # noqa: SIM115
    env = {"TOCSIN_DEMO": str(place.house.demo_file), "XDG_STATE_HOME": str(folder / "state")}
    reader = await asyncio.create_subprocess_exec(
        place.house.programs / "tocsin", *words, stdout=out, env=env
    )
    try:
        said = lambda: (folder / "watched").read_bytes()  # noqa: E731
        hold(await comes_true(lambda: said().count(b"\n") > 10, 10), "the reader hears nothing")
        signal_to(reader.pid, signal.SIGSTOP)
        until, slowest = time.monotonic() + seconds, 0.0
        while time.monotonic() < until:
            begin = time.monotonic()
            await place.all_act("while a reader stands still")
            slowest = max(slowest, time.monotonic() - begin)
            await asyncio.sleep(2)
        hold(slowest < 1, f"others waited {slowest:.1f} s for a reader that stood still")
        signal_to(reader.pid, signal.SIGCONT)
        last = b'"index":%d,' % place.ledger.highest
        hold(await comes_true(lambda: last in said(), 20), "woken, it did not hear the rest")
        indices = [int(line.split(b",")[0].split(b":")[1]) for line in said().splitlines()[1:-1]]
        hold(indices == sorted(set(indices)), "it heard something twice or out of order")
    finally:
        signal_to(reader.pid, signal.SIGKILL)
        await reader.wait()
        out.close()
    size = await place.end()
    return f"stopped for {seconds} s, the others waited {slowest:.2f} s, {size} entries"


def faketime():
    found = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")
    return found[0] if found else None


async def clock_jumps(prepared, folder):
    place = Place(prepared, folder)
    clock = folder / "clock"
    clock.write_text("+0\n")
    fake = [f"LD_PRELOAD={faketime()}", f"FAKETIME_TIMESTAMP_FILE={clock}", "FAKETIME_NO_CACHE=1",
            "FAKETIME_DONT_FAKE_MONOTONIC=1"]  # fmt: skip
    await place.house.start("env", *fake)
    await enter(place.members)
    await place.all_act("at the right time")
    lead = await log_in(place.house, "lead")
    statement = place.members[0].case.statement["procedureId"]
    for jump in ("+24h", "-1h"):  # the statement has six hours
        clock.write_text(jump + "\n")
        insane = lambda: "[-]clock-sane" in page(place.house, "/readyz?verbose")[1]  # noqa: E731
        hold(await comes_true(insane, 5), f"a jump of {jump} was not noticed")
        await asyncio.sleep(1.5)
        shown = (await lead.ask(showProcedure={"procedureId": statement}))["procedure"]
        hold(shown["state"] == "OPEN", f"after {jump} the statement is {shown['state']}")
        await place.all_act(f"after a jump of {jump}")
        clock.write_text("+0\n")
        sane = lambda: "[+]clock-sane" in page(place.house, "/readyz?verbose")[1]  # noqa: E731
        hold(await comes_true(sane, 5), "the clock is right again and not believed")
        await place.all_act("at the right time again")
    headers = (await fetch(place.house))[0]
    times = [parse_header(raw).recorded_at for raw in headers]
    hold(times == sorted(times), "the log's time went back")
    await place.end()
    return f"+24 h and -1 h, {len(times)} entries in order of time"


async def trials(prepared, folder, verdicts):
    await verdicts.on(
        "fault 108: a server that stood still answers what had waited, and nobody misses anything",
        server_stopped(prepared, folder / "stopped", SECONDS),
    )
    await verdicts.on(
        "a reader that stood still misses nothing, and nobody waits for it",
        reader_stopped(prepared, folder / "reader", SECONDS),
    )
    words = "faults 81 and 82: when the clock jumps no deadline closes early, no time goes back"
    if faketime():
        await verdicts.on(words, clock_jumps(prepared, folder / "clock"))
    else:
        verdicts.skipped(words, "libfaketime is not installed")


if __name__ == "__main__":
    sys.exit(play("stops", trials))
