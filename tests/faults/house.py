"""The real server as a process on a folder of its own: started, starved, traced, killed."""
# SPDX-License-Identifier: Apache-2.0
import asyncio
import json
import os
import pathlib
import shutil
import signal
import time

READY_AT_MOST = 10  # seconds from the start to the first answer


class Broken(Exception):
    """Something that was promised did not hold."""


def hold(held, words):
    if not held:
        raise Broken(words)


def signal_to(pid, how):
    """Not by the subprocess module, which would take the exit code away from who waits for it."""
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        pass  # it has just ended


class House:
    def __init__(self, programs, folder):
        self.programs, self.folder = pathlib.Path(programs).resolve(), pathlib.Path(folder)
        self.data = self.keys = self.folder / "data"  # `keys`: where those of the persons lie
        self.process, self.pid, self.url, self.slowest = None, 0, "", 0.0
        self.folder.mkdir(parents=True, exist_ok=True)

    @classmethod
    def copy_of(cls, house, folder):
        """What `house` left behind, under another server. Its ballast is not carried about."""
        shutil.rmtree(folder, ignore_errors=True)
        copy = cls(house.programs, folder)
        shutil.copytree(
            house.data, copy.data, ignore=shutil.ignore_patterns("ballast", "admin.sock")
        )
        return copy

    @property
    def demo_file(self):
        return self.folder / "demo.json"

    def words(self, port=0):
        return [
            self.programs / "tocsin-server",
            "demo",
            "--empty",
            "--quiet-sim",
            "--port",
            str(port),
            "--keep",
            self.data,
            "--demo-file",
            self.demo_file,
            "--for",
            "900",
        ]

    async def launch(self, *under, port=0):
        """Starts it, below another program where one is named; does not wait."""
        self.demo_file.unlink(missing_ok=True)
        with open(self.folder / "server.log", "ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *under, *self.words(port), stdout=asyncio.subprocess.DEVNULL, stderr=log
            )
        self.pid = self.process.pid  # of the program above it, where there is one

    async def ready(self, seconds=READY_AT_MOST):
        """Whether it answers; not, when it ended before."""
        begin = time.monotonic()
        while time.monotonic() - begin < seconds and self.process.returncode is None:
            try:
                self.url = json.loads(self.demo_file.read_text())["url"]
                return True
            except (FileNotFoundError, json.JSONDecodeError):
                await asyncio.sleep(0.005)
        return False

    async def start(self, *under, port=0):
        begin = time.monotonic()
        await self.launch(*under, port=port)
        hold(await self.ready(), f"the server did not start:\n{self.said()}")
        self.slowest = max(self.slowest, time.monotonic() - begin)

    def said(self, lines=12):
        log = self.folder / "server.log"
        return (
            "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""
        )

    @property
    def port(self):
        return int(self.url.rsplit(":", 1)[1].split("/")[0])

    @property
    def alive(self):
        return self.process is not None and self.process.returncode is None

    async def ended(self, seconds=READY_AT_MOST):
        """Its exit code; None when it still runs after so long."""
        try:
            return await asyncio.wait_for(self.process.wait(), seconds)
        except asyncio.TimeoutError:
            return None

    async def stop(self, how=signal.SIGKILL):
        if self.alive:
            signal_to(self.process.pid, how)
        return await self.process.wait() if self.process else None

    async def run(self, program, *words, patience=60):
        """Another of the programs, on this demo: (exit code, what it said)."""
        process = await asyncio.create_subprocess_exec(
            self.programs / program,
            *words,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={
                "TOCSIN_DEMO": str(self.demo_file),
                "XDG_STATE_HOME": str(self.folder / "state"),
                "PATH": "/usr/bin:/bin",
            },
        )
        out, _ = await asyncio.wait_for(process.communicate(), patience)
        return process.returncode, out.decode(errors="replace")

    def log_key(self):
        return json.loads(self.demo_file.read_text())["log_key"]


class Founded(House):
    """Not the demo: `tocsin-server serve` on a folder where there is nothing yet."""

    def words(self, port=0):
        return [
            self.programs / "tocsin-server",
            "serve",
            "--data-dir",
            self.data,
            "--listen.http",
            f"127.0.0.1:{port}",
            "--listen.metrics",
            "127.0.0.1:0",
        ]

    def told(self, event):
        """The last line of the log of that name."""
        log = self.folder / "server.log"
        lines = (
            [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
            if log.exists()
            else []
        )
        return next((line for line in reversed(lines) if line["event"] == event), None)

    async def launch(self, *under, port=0):
        (self.folder / "server.log").unlink(missing_ok=True)
        await super().launch(*under, port=port)

    async def ready(self, seconds=READY_AT_MOST):
        begin = time.monotonic()
        while time.monotonic() - begin < seconds and self.process.returncode is None:
            if line := self.told("ready"):
                self.url = line["http"].replace("http", "ws") + "/ws"
                return True
            await asyncio.sleep(0.005)
        return False
