#!/usr/bin/env python3
"""What a machine may run out of: a full disk, no more descriptors, no more memory.

    limits.py PROGRAMS      ends with `N passed, N failed`

Needs unshare and prlimit, and tests/interop/python and the generated schema in PYTHONPATH
(tests/faults/run.sh). What the machine does not permit is skipped, with words.
SPDX-License-Identifier: Apache-2.0
"""
import asyncio
import os
import pathlib
import resource
import signal
import socket
import subprocess
import sys
import time

from house import hold
from members import enter, leave, log_in
from phases import page
from place import Place, comes_true, cpu_seconds, play
from stubborn import LOST

DISK = 8 * 1024 * 1024
HEALS = 10  # seconds; a full disk is looked at again every five


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


async def trials(prepared, folder, verdicts):
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


if __name__ == "__main__":
    sys.exit(play("limits", trials))
