"""A bad network between clients and the server: each connection that comes through it meets what
its seed drew for it. Bytes may come late, slowly or no more, never in another order: it is TCP."""
# SPDX-License-Identifier: Apache-2.0
import asyncio
import random
import socket
import struct

KINDS = ("clean", "late", "slow", "cut", "reset", "half", "stuck")


class Proxy:
    def __init__(self, port, seed):
        self.port, self.dice, self.met, self.tasks = port, random.Random(seed), {}, set()
        self.deck = []
        self.server, self.bad = None, 0  # connections that will still meet something

    @classmethod
    async def before(cls, port, seed):
        """Listens on a port of its own, in front of `port`."""
        proxy = cls(port, seed)
        proxy.server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
        return proxy

    @property
    def url(self):
        return f"ws://127.0.0.1:{self.server.sockets[0].getsockname()[1]}/ws"

    def worsen(self, connections):
        self.bad = connections

    def draw(self):
        """One after the other of a shuffled deck, so that each kind is met."""
        self.deck = self.deck or self.dice.sample(KINDS, len(KINDS))
        return self.deck.pop()

    async def close(self):
        self.server.close()
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def serve(self, reader, writer):
        self.tasks.add(asyncio.current_task())
        kind = self.draw() if self.bad > 0 else "clean"
        self.bad -= 1
        self.met[kind] = self.met.get(kind, 0) + 1
        fate = Fate(kind, self.dice.randrange(600, 30_000), self.dice.uniform(0.001, 0.05))
        try:
            there, onward = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            writer.transport.abort()
            return
        try:
            await asyncio.gather(fate.carry(there, writer, onward), fate.carry(reader, onward))
        except (OSError, asyncio.CancelledError, asyncio.IncompleteReadError):
            pass
        finally:
            for end in (writer, onward):
                end.transport.abort()
            self.tasks.discard(asyncio.current_task())


class Fate:
    """What becomes of one connection after `left` bytes from the server."""

    def __init__(self, kind, left, pause):
        self.kind, self.left, self.pause = kind, left, pause

    async def carry(self, reader, writer, back=None):
        """One direction; `back` is the writer of the other one, if this comes from the server."""
        while data := await reader.read(256 if self.kind == "slow" else 16_384):
            if self.kind in ("late", "slow"):
                await asyncio.sleep(self.pause)
            if back:
                self.left -= len(data)
                if self.left < 0 and self.kind in ("cut", "reset", "half", "stuck"):
                    writer.write(data[: len(data) // 2])  # in the middle of a frame
                    return await self.end(writer, back)
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()

    async def end(self, writer, back):
        if self.kind == "half":
            writer.write_eof()  # the client hears the end, and the server nothing of it
            await asyncio.sleep(3)
        elif self.kind == "stuck":
            await asyncio.sleep(5)  # longer than the client's patience
        elif self.kind == "reset":
            for end in (writer, back):
                told = end.get_extra_info("socket")
                told.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise ConnectionResetError("this connection's fate")
