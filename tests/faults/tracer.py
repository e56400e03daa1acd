"""strace as the hand that fails: the N-th call of a kind that touches the log's own files is
answered by a fault."""
# SPDX-License-Identifier: Apache-2.0
import asyncio
import signal

from house import signal_to

FILES = (
    "",
    "tocsin.db",
    "tocsin.db-wal",
    "tocsin.db-shm",
    "tocsin.db-journal",
    "tocsin.db.lock",
    "released-checkpoint",
    "released-checkpoint.tmp",
    "log.key",
    "log.key.tmp",
    "claim",
    "claim.new",
    "ballast",
    "probe",
)
FAULTS = {"KILL": "signal=KILL", "EIO": "error=EIO", "ENOSPC": "error=ENOSPC"}


class Tracer:
    def __init__(self, house, call, fault, when):
        self.out, self.call, self.fault, self.process = house.folder / "strace", call, fault, None
        paths = [word for name in FILES for word in ("-P", str(house.data / name))]
        inject = ["-e", f"trace={call}", "-e", f"inject={call}:{FAULTS[fault]}:when={when}"]
        self.words = ["strace", "-f", "-y", "-qq", "-s", "0", "-o", self.out, *paths, *inject]

    def launching(self):
        """What a program is started below: it stays the child."""
        return [*self.words, "-D"]

    async def attach(self, pid):
        words = [word for word in self.words if word != "-qq"]
        self.process = await asyncio.create_subprocess_exec(
            *words, "-p", str(pid), stderr=asyncio.subprocess.PIPE
        )
        await asyncio.wait_for(self.process.stderr.readline(), 10)  # "Process N attached"

    async def detach(self):
        """It ends with what it traces; told to end while that dies, it may wait for ever."""
        by_itself = 0.5 if self.fault == "KILL" else 0.05
        for patience, how in ((by_itself, signal.SIGTERM), (2, signal.SIGKILL)):
            try:
                await asyncio.wait_for(self.process.wait(), patience)
            except asyncio.TimeoutError:
                signal_to(self.process.pid, how)
        await self.process.wait()

    def hit(self):
        """The file that the fault was in; nothing when it was not met. A kill shows in the process
        instead."""
        for line in self.out.read_text(errors="replace").splitlines() if self.out.exists() else ():
            if "(INJECTED)" in line:
                return line.split("<")[1].split(">")[0] if "<" in line else line
        return None
