#!/usr/bin/env python3
"""What a machine may run out of, and its stops: a full disk, no more descriptors, no more memory,
a server that is stopped for a while, a reader that is, a clock that jumps. All real programs.

    limits.py PROGRAMS [SECONDS]      how long they are stopped (15); ends with `N passed, N failed`

Needs unshare, prlimit and libfaketime, and tests/interop/python and the generated schema in
PYTHONPATH (tests/faults/run.sh). What the machine does not permit is skipped, with words.
SPDX-License-Identifier: Apache-2.0
"""
import asyncio
import glob
import os
import pathlib
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time

from house import House, hold, signal_to
from ledger import Ledger, fetch
from members import Case, Member, enter, leave, log_in
from phases import page
from proof import parse_header
from stubborn import LOST, Follower, act_through, hear_all, same_feed
from verdicts import Verdicts

PARTIES = ("gh", "no", "ee", "cl")
DISK = 8 * 1024 * 1024
HEALS = 10  # seconds; a full disk is looked at again every five


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


def may_mount():
    tried = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"]
    return subprocess.run(tried, capture_output=True).returncode == 0


async def full_disk(prepared, folder):
    place = Place(prepared, folder)
    house, disk = place.house, place.house.data
    house.keys = disk.rename(folder / "kept")
    disk.mkdir()
    mounts = f"mount -t tmpfs -o size={DISK} none $0 && cp -a $1/. $0 && chmod 700 $0 && shift"
    words = mounts + ' && exec "$@"'
    await house.start("unshare", "-rm", "sh", "-c", words, disk, house.keys)
    inside = pathlib.Path(f"/proc/{house.pid}/root{disk}")
    held = os.open(inside, os.O_RDONLY)  # its files, also when the mount is gone with the server
    await enter(place.members)
    await place.all_act("on an empty disk")

    filler = os.open(inside / "filler", os.O_WRONLY | os.O_CREAT)
    acted = 0
    while place.members[0].refused[-1:] != ["STORAGE_FULL"]:
        fill(filler)
        acted += await place.members[0].act()
        hold(acted < 200, "the disk never was full")
        await asyncio.sleep(0.7)  # no more than a hundred messages a minute
    hold(page(house, "/readyz")[0] == 503, "it says that it is ready")
    hold(page(house, "/livez")[0] == 200, "it is not alive")
    await place.ledger.check(house, whole=False)
    fill(filler)
    os.close(filler)
    (inside / "filler").unlink()
    healed = time.monotonic()
    hold(await comes_true(lambda: page(house, "/readyz")[0] == 200, HEALS), "it did not heal")
    healed = time.monotonic() - healed
    await asyncio.sleep(2)
    await place.all_act("healed")
    await leave(place.members)
    hold(await house.stop(signal.SIGTERM) == 0, "it did not end well")
    disk.rmdir()
    copied = ["cp", "-a", f"/proc/self/fd/{held}/.", disk]
    subprocess.run(copied, check=True, pass_fds=[held])
    os.close(held)
    size = await place.end()
    return f"{acted} acts until it was full, healed in {healed:.1f} s, {size} entries"


def fill(filler):
    for block in (1 << 20, 1 << 12):
        try:
            while os.write(filler, bytes(block)):
                pass
        except OSError:
            pass


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def descriptors(prepared, folder):
    place = Place(prepared, folder)
    await place.house.start("prlimit", "--nofile=64")
    await enter(place.members)
    strays, refused = [], 0
    for number in range(80):  # from many addresses: it is not about one that knocks too often
        stray = socket.socket()
        stray.bind((f"127.0.2.{number % 40 + 1}", 0))
        stray.settimeout(0.3)
        stray.connect(("127.0.0.1", place.house.port))
        strays.append(stray)
    before, begin = cpu_seconds(place.house.pid), time.monotonic()
    for stray in strays:
        try:
            refused += stray.recv(1) == b""
        except TimeoutError:
            pass
        except ConnectionResetError:
            refused += 1
    await place.all_act("with no descriptor left")
    spent, passed = cpu_seconds(place.house.pid) - before, time.monotonic() - begin
    hold(refused > 10, f"only {refused} of 80 were turned away")
    hold(spent < passed / 4, f"it spun: {spent:.1f} s of {passed:.1f} s")
    for stray in strays:
        stray.close()
    await asyncio.sleep(0.5)
    await (await log_in(place.house, "focal-ke")).close()
    await place.all_act("with descriptors again")
    size = await place.end()
    return f"{refused} of 80 turned away, {spent:.2f} s of CPU in {passed:.1f} s, {size} entries"


async def memory(prepared, folder):
    """It ends at once where it has to, and then nothing is lost that was answered."""
    place = Place(prepared, folder)
    house = place.house
    await house.start()
    await enter(place.members)
    await place.all_act("with memory")
    pages = int(pathlib.Path(f"/proc/{house.pid}/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + (1 << 20)
    subprocess.run(["prlimit", f"--pid={house.pid}", f"--as={most}:"], check=True)
    readers = sorted(file.stem for file in (house.keys / "keys").glob("focal-??.key"))
    crowd, turned = [], 0
    while house.alive and turned == 0 and len(crowd) < 250:  # six of each person at most
        for slug in readers:
            try:
                crowd.append(await asyncio.wait_for(log_in(house, slug), 3))
                await crowd[-1].follow()
            except LOST:
                turned += 1
    for member in place.members:
        try:
            await asyncio.wait_for(member.act(), 3)
        except LOST:
            pass
    code = await house.ended(1)
    hold(turned > 0, f"{len(crowd)} connections, and there still was memory")
    # Where there is none even to say so, the language's own end: SIGABRT.
    hold(
        code in (None, 70, 74, -signal.SIGABRT),
        f"without memory it ended with {code}: {house.said()}",
    )
    for one in crowd:
        one.abort()
    if code is None:
        subprocess.run(["prlimit", f"--pid={house.pid}", "--as=unlimited:"], check=True)
        await (await log_in(house, "focal-ke")).close()
    ended = "went on" if code is None else f"ended with {code}"
    return f"with {len(crowd)} connections it {ended}, {await place.end()} entries"


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


async def main(programs, seconds, folder):
    verdicts = Verdicts()
    house = House(programs, folder / "prepared")
    await house.start()
    prepared = house, await Case.prepare(house)
    await house.stop()

    words = "fault 92: on a disk that is full the log is read, and written again when there is room"
    if may_mount():
        await verdicts.on(words, full_disk(prepared, folder / "disk"))
    else:
        verdicts.skipped(words, "no disk may be mounted here")
    await verdicts.on(
        "fault 104: without descriptors who is there goes on, and who comes is turned away",
        descriptors(prepared, folder / "descriptors"),
    )
    await verdicts.on(
        "fault 105: without memory nothing is lost that was answered",
        memory(prepared, folder / "memory"),
    )
    await verdicts.on(
        "fault 108: a server that stood still answers what had waited, and nobody misses anything",
        server_stopped(prepared, folder / "stopped", seconds),
    )
    await verdicts.on(
        "a reader that stood still misses nothing, and nobody waits for it",
        reader_stopped(prepared, folder / "reader", seconds),
    )
    words = "faults 81 and 82: when the clock jumps no deadline closes early, no time goes back"
    if faketime():
        await verdicts.on(words, clock_jumps(prepared, folder / "clock"))
    else:
        verdicts.skipped(words, "libfaketime is not installed")
    return verdicts.end()


if __name__ == "__main__":
    memory_disk = (
        "/dev/shm" if "TMPDIR" not in os.environ and os.access("/dev/shm", os.W_OK) else None
    )
    with tempfile.TemporaryDirectory(prefix="tocsin-limits.", dir=memory_disk) as place:
        stop = int(sys.argv[2]) if len(sys.argv) > 2 else 15
        sys.exit(asyncio.run(main(sys.argv[1], stop, pathlib.Path(place))))
