"""An export as it stands in its file (LOG_FORMAT.md 1, 2 and 7): read line by line, nothing believed."""
# SPDX-License-Identifier: Apache-2.0
import collections
import json

from . import schema
from .merkle import leaf_hash
from .note import Malformed, unb64

Header = collections.namedtuple("Header", "format realm kind recorded_at actor command_id commitment")
SERVER = bytes(16)


class NotAnExport(ValueError):
    """Not even the beginning of one."""


def parse_header(data):
    """None when these bytes are not an entry's header."""
    if len(data) != 76 or data[0] != 1 or data[1] > 1: return None
    return Header(data[0], data[1], int.from_bytes(data[2:4], "big"), int.from_bytes(data[4:12], "big"),
                  data[12:28], data[28:44], data[44:])


class Entry:
    """A line of the file. What cannot be read of it is `broken`, in words."""

    def __init__(self, row):
        self.index = row["index"]
        self.broken = self.header = self.leaf = self.salt = self.payload = self.event = None
        self.proof = []
        if type(self.index) is not int or self.index < 0: raise Malformed("not an index")
        try:
            self._read(row)
        except (Malformed, KeyError, TypeError) as wrong:
            self.broken = f"it cannot be read: {wrong}"

    def _read(self, row):
        data = unb64(row["header"])
        self.leaf, self.header = leaf_hash(data), parse_header(data)
        if self.header is None:
            self.broken = "it is no entry: length, format or realm"
            return
        self.proof = [unb64(one) for one in row.get("proof") or []]
        self.salt, self.payload = (None if row[name] is None else unb64(row[name]) for name in ("salt", "payload"))
        if (self.salt is None) != (self.payload is None): self.broken = "salt and payload go together"
        elif self.salt is not None and len(self.salt) != 32: self.broken = "a salt is 32 bytes"

    @property
    def withheld(self):
        return self.broken is None and self.payload is None

    @property
    def name(self):
        """What kind of event its header says it is."""
        return schema.NAMES.get(self.header.kind, "") if self.header else ""

    @property
    def what(self):
        """The event itself, of the kind that the header names; None when it is not there."""
        return getattr(self.event, self.name) if self.event is not None else None


class Bundle:
    def __init__(self, head, rows):
        try:
            self.origin, self.log_key, self.checkpoint, self.scope = (
                head[name] for name in ("origin", "log_key", "checkpoint", "scope"))
        except (KeyError, TypeError) as wrong:
            raise NotAnExport("the first line is not that of an export") from wrong
        if not all(isinstance(one, str) for one in (self.origin, self.log_key, self.checkpoint, self.scope)):
            raise NotAnExport("the first line is not that of an export")
        self.entries, self.documents, self.broken = [], [], []
        for number, row in enumerate(rows, 2):
            try:
                if "document" in row: self.documents.append((row["document"], row["media_type"], unb64(row["content"])))
                else: self.entries.append(Entry(row))
            except (Malformed, KeyError, TypeError) as wrong:
                self.broken.append((number, str(wrong) or "it cannot be read"))

    @property
    def whole(self):
        return self.scope == "all"


def _rows(lines):
    for line in lines:
        try:
            yield json.loads(line)
        except ValueError:
            yield None


def read(path):
    with open(path, "rb") as file:
        lines = file.read().split(b"\n")
    rows = list(_rows(line for line in lines if line.strip()))
    if not rows or not isinstance(rows[0], dict) or rows[0].get("schema") != "tocsin.export/1":
        raise NotAnExport("not an export: its first line has no schema tocsin.export/1")
    return Bundle(rows[0], rows[1:])
