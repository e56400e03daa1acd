"""One WebSocket connection that speaks either subprotocol. The walk sees frames as the proto3 JSON mapping has
them; under tocsin.v1 they travel as protobuf, under tocsin.v1.json as they are."""
# SPDX-License-Identifier: Apache-2.0
import asyncio
import json
import os
import time

import websockets
from google.protobuf import json_format

from keys import auth_text, b64, unb64
from tocsin.v1 import command_pb2, frame_pb2

BINARY, JSON = "tocsin.v1", "tocsin.v1.json"
PATIENCE = 8  # seconds that any one answer may take


class Closed(Exception):
    """The server closed: `code` and `reason` are what it said."""

    def __init__(self, code, reason):
        super().__init__(f"closed with {code} {reason}")
        self.code, self.reason = code, reason


def new_id():
    """A UUIDv7."""
    raw = bytearray(int(time.time() * 1000).to_bytes(6, "big") + os.urandom(10))
    raw[6], raw[8] = raw[6] & 0x0F | 0x70, raw[8] & 0x3F | 0x80
    return bytes(raw)


def command_bytes(command):
    """What the server hashes: the Command as it stands in the message, or its deterministic serialisation."""
    return json_format.ParseDict(command, command_pb2.Command()).SerializeToString(deterministic=True)


def connect(url, **more):
    """A socket from this walk's own address."""
    return websockets.connect(url, compression=None, local_addr=(os.environ.get("INTEROP_FROM", "127.0.0.1"), 0), **more)


class Link:
    def __init__(self, socket, subprotocol):
        self.socket, self.subprotocol = socket, subprotocol
        self.items, self.waiting = [], []   # of the feed, in order; other frames, not yet asked for
        self.checkpoint = ""                # the last note that came
        self.challenge = self.welcome = None

    @classmethod
    async def open(cls, url, subprotocol):
        socket = await connect(url, subprotocols=[subprotocol], max_size=1 << 17, close_timeout=2)
        link = cls(socket, socket.subprotocol)
        link.challenge = await link.expect("challenge")
        return link

    def encode(self, frame):
        if self.subprotocol == JSON: return json.dumps(frame)
        return json_format.ParseDict(frame, frame_pb2.ClientFrame()).SerializeToString(deterministic=True)

    def decode(self, message):
        if isinstance(message, str) != (self.subprotocol == JSON): raise ValueError("a message of the wrong kind")
        if self.subprotocol == JSON: return json.loads(message)
        return json_format.MessageToDict(frame_pb2.ServerFrame.FromString(message))

    async def send(self, **frame):
        await self.socket.send(self.encode(frame))

    async def pump(self, patience=PATIENCE):
        """Takes one message in."""
        try:
            frame = self.decode(await asyncio.wait_for(self.socket.recv(), patience))
        except websockets.ConnectionClosed as closed:
            raise Closed(closed.code, closed.reason) from closed
        self.items += frame.pop("items", [])
        self.checkpoint = frame.get("checkpoint", {}).get("note", self.checkpoint)
        self.waiting += frame.items()

    async def expect(self, *kinds):
        """The next frame of one of these kinds; others are kept. With several kinds: (kind, frame)."""
        until = time.monotonic() + PATIENCE
        while True:
            for at, (kind, frame) in enumerate(self.waiting):
                if kind in kinds:
                    del self.waiting[at]
                    return frame if len(kinds) == 1 else (kind, frame)
            await self.pump(max(0.01, until - time.monotonic()))

    async def closing(self):
        """Reads until the server closes; answers the code."""
        try:
            while True: await self.pump()
        except Closed as closed:
            return closed.code

    def authenticate(self, key, seconds=None, signature=None):
        nonce = os.urandom(16)
        seconds = int(time.time()) if seconds is None else seconds
        text = auth_text(self.challenge["origin"], unb64(self.challenge["nonce"]), nonce, key.fingerprint, seconds)
        return {"keyFingerprint": b64(key.fingerprint), "clientNonce": b64(nonce), "timeSeconds": str(seconds),
                "signature": b64(signature or key.sign(text)), "protocol": 1, **key.form}

    async def log_in(self, key):
        await self.send(authenticate=self.authenticate(key))
        self.welcome = await self.expect("welcome")
        self.checkpoint = self.welcome["checkpoint"]
        return self.welcome

    async def command(self, command_id=None, **command):
        """The verdict on one command; when told to wait, the same is sent again."""
        wanted = b64(command_id or new_id())
        while True:
            await self.send(command={"commandId": wanted, **command})
            verdict = await self.expect("verdict")
            if verdict.get("commandId") != wanted: raise ValueError(f"a verdict on something else: {verdict}")
            if verdict.get("refusal", {}).get("code") != "RATE_LIMITED": return verdict
            await asyncio.sleep(int(verdict["refusal"]["retryAfterMs"]) / 1000)

    async def ask(self, **query):
        """The answer to one question, first page."""
        wanted = b64(new_id())
        await self.send(query={"queryId": wanted, **query})
        answer = await self.expect("answer")
        if answer["queryId"] != wanted: raise ValueError("an answer to something else")
        return answer

    async def follow(self, cursor="", checkpoint=""):
        await self.send(follow={"cursor": cursor, "checkpoint": checkpoint})
        return await self.expect("following")

    async def items_until(self, enough):
        """Reads the feed until `enough(items)`."""
        until = time.monotonic() + PATIENCE
        while not enough(self.items): await self.pump(max(0.01, until - time.monotonic()))

    def abort(self):
        """As if this process had been killed: no goodbye."""
        self.socket.transport.abort()

    async def close(self):
        await self.socket.close()
