"""The log as static files (C2SP tlog-tiles): every tile and every bundle of a checkpoint's tree, read and computed again."""
# SPDX-License-Identifier: Apache-2.0
import os
import re
import urllib.error
import urllib.parse
import urllib.request

from .merkle import leaf_hash, node_hash, root_of

WIDTH = 256
BYTES_MAX = WIDTH * (2 + 65535)
PATH = re.compile(r"tile/(?P<level>entries|[0-9]|[1-9][0-9])/(?P<number>(?:x[0-9]{3}/)*[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?")


class Missing(LookupError):
    """What should be there is not."""


def path_of(level, number, width=WIDTH):
    """The path of a tile, or of a bundle where level is `entries`."""
    groups = [f"{number % 1000:03}"]
    while number >= 1000:
        number //= 1000
        groups.insert(0, f"x{number % 1000:03}")
    return f"tile/{level}/{'/'.join(groups)}" + ("" if width == WIDTH else f".p/{width}")


def parse_path(path):
    """(level, number, width) of a path in its only form, or None."""
    found = PATH.fullmatch(path)
    if not found: return None
    level = found["level"] if found["level"] == "entries" else int(found["level"])
    number, width = int(re.sub("[x/]", "", found["number"])), int(found["width"] or WIDTH)
    if level != "entries" and level > 63 or number >= 2**63 or (found["width"] and width >= WIDTH): return None
    return (level, number, width) if path_of(level, number, width) == path else None


def widths(size, level):
    """(number, width) of every tile of a level in a tree of this size: none is empty, only the last is partial."""
    here = size >> 8 * level
    for number in range(here // WIDTH): yield number, WIDTH
    if here % WIDTH: yield here // WIDTH, here % WIDTH


class Folder:
    """A log kept as files."""

    def __init__(self, path):
        self.path = path

    def get(self, name):
        try:
            with open(os.path.join(self.path, *name.split("/")), "rb") as file: return file.read(BYTES_MAX)
        except OSError as wrong:
            raise Missing(f"{name}: {wrong.strerror}") from wrong


class Site:
    """A log served over HTTP; `token` opens the bundles to whoever may read them."""

    def __init__(self, url, token=None):
        self.url, self.headers = url.rstrip("/"), {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, name):
        request = urllib.request.Request(f"{self.url}/{name}", headers=self.headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer: return answer.read(BYTES_MAX)
        except urllib.error.HTTPError as wrong:
            raise Missing(f"{name}: {wrong.code}") from wrong
        except (urllib.error.URLError, OSError) as wrong:
            raise Missing(f"{name}: {wrong}") from wrong


def source(place, token=None):
    return Site(place, token) if urllib.parse.urlsplit(place).scheme in ("http", "https") else Folder(place)


def hashes_of(tile, width):
    if len(tile) != 32 * width: raise ValueError(f"{len(tile)} bytes, not {32 * width}")
    return [tile[at:at + 32] for at in range(0, len(tile), 32)]


def entries_of(bundle, width):
    """The entries of a bundle: each its length in two bytes, then itself."""
    entries, at = [], 0
    while at < len(bundle):
        size = int.from_bytes(bundle[at:at + 2], "big")
        entry = bundle[at + 2:at + 2 + size]
        if len(bundle) < at + 2 or len(entry) != size: raise ValueError("it ends within an entry")
        entries.append(entry)
        at += 2 + size
    if len(entries) != width: raise ValueError(f"{len(entries)} entries, not {width}")
    return entries


def _full_root(hashes):
    while len(hashes) > 1: hashes = [node_hash(*hashes[at:at + 2]) for at in range(0, len(hashes), 2)]
    return hashes[0]


class Reading:
    """Everything that a checkpoint of this size and root promises, and what was not so."""

    def __init__(self, place, size, root, with_entries=True):
        self.place, self.size, self.root, self.with_entries = place, size, root, with_entries
        self.findings, self.tiles, self.bundles, self.leaves = [], 0, 0, []

    def wrong(self, index, what):
        self.findings.append({"weight": "wrong", "index": index, "what": what})

    def _level(self, level, below):
        """All hashes of a level; of each full tile below, its hash must stand here."""
        hashes = []
        for number, width in widths(self.size, level):
            name = path_of(level, number, width)
            first = number * WIDTH << 8 * level
            try:
                tile = hashes_of(self.place.get(name), width)
            except (Missing, ValueError) as wrong:
                self.wrong(first, f"{name}: {wrong}")
                return None
            self.tiles += 1
            for place, hash_ in enumerate(tile):
                at = (number * WIDTH + place) * WIDTH
                if below is not None and _full_root(below[at:at + WIDTH]) != hash_:
                    self.wrong(at << 8 * (level - 1), f"{name}: hash {place} is not that of the tile below")
            hashes += tile
        return hashes

    def _bundles(self):
        for number, width in widths(self.size, 0):
            name = path_of("entries", number, width)
            try:
                entries = entries_of(self.place.get(name), width)
            except (Missing, ValueError) as wrong:
                self.wrong(number * WIDTH, f"{name}: {wrong}")
                continue
            self.bundles += 1
            for place, entry in enumerate(entries):
                index = number * WIDTH + place
                if leaf_hash(entry) != self.leaves[index]: self.wrong(index, f"{name}: entry {place} is not the leaf of the tree")

    def run(self):
        below, level = None, 0
        while self.size >> 8 * level:
            below = self._level(level, below)
            if below is None: return self
            if level == 0: self.leaves = below
            level += 1
        if root_of(self.leaves) != self.root: self.wrong(None, "the tiles do not give the root of the checkpoint")
        if self.with_entries: self._bundles()
        return self
