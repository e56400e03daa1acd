"""What was sent and what was answered, as those who asked wrote it down, and whether the log still
says the same: each answered command there once, at the index of its receipt, in the order of
asking; each checkpoint a prefix."""
# SPDX-License-Identifier: Apache-2.0
import collections
import json
import sqlite3

from house import hold
from keys import unb64
from members import log_in
from proof import LogKey, leaf, parse_header, root_of

Answer = collections.namedtuple("Answer", "index entries leaf")


async def fetch(house):
    """The headers of the whole log, as the auditor reads them, and the last page."""
    link = await log_in(house, "auditor")
    headers, start, size, page = [], 0, 1, {}
    while start < size:
        asked = {"from": str(start), "headersOnly": True}
        page = (await link.ask(fetchEntries=asked)).get("entries", {})
        headers += [unb64(entry["header"]) for entry in page.get("entries", [])]
        hold(int(page.get("next", 0)) > start, f"the auditor is not told the log: {page}")
        start, size = int(page["next"]), int(page["size"])
    link.abort()
    return headers, page


class Ledger:
    def __init__(self, file):
        self.file = open(file, "a", encoding="ascii")  # noqa: SIM115: as long as the ledger
        self.floors, self.answers, self.texts, self.notes = {}, {}, set(), {}
        self.highest = -1  # index that anybody was answered so far
        self.lost = self.doubled = self.disordered = 0

    def write(self, **line):
        self.file.write(json.dumps(line) + "\n")
        self.file.flush()

    def sent(self, actor, command_id):
        """What was answered before this was sent must stand before it."""
        self.floors.setdefault((actor, command_id), self.highest)
        self.write(sent=command_id.hex(), actor=actor.hex())

    def answered(self, actor, command_id, receipt):
        answer = Answer(
            int(receipt.get("index", 0)), receipt.get("entries", 1), unb64(receipt["leafHash"])
        )
        self.answers[actor, command_id] = answer
        self.disordered += answer.index <= self.floors[actor, command_id]
        self.highest = max(self.highest, answer.index)
        self.write(answered=command_id.hex(), index=answer.index)

    def deposited(self, digest):
        self.texts.add(digest)
        self.write(deposited=digest)

    def saw(self, note):
        """A checkpoint that somebody was shown."""
        if note:
            self.notes[int(note.split("\n")[1])] = note

    def compare(self, headers, whole):
        """The headers of the log as it is now; `whole`: nothing was answered behind them. Counts
        what is wrong."""
        found = collections.defaultdict(list)
        for index, raw in enumerate(headers):
            header = parse_header(raw)
            found[header.actor, header.command_id].append(index)
        for key, answer in self.answers.items():
            if answer.index >= len(headers) and not whole:
                continue
            expected = list(range(answer.index, answer.index + answer.entries))
            there = found[key]
            here = answer.index < len(headers) and leaf(headers[answer.index]) == answer.leaf
            self.lost += not there or not here
            self.doubled += len(there) > len(expected)
            self.disordered += bool(there) and there[0] != answer.index
        for key, there in found.items():  # sent and never answered: there once or not at all
            if key in self.floors and key not in self.answers:
                self.doubled += there != list(range(there[0], there[0] + len(there)))

    async def check(self, house, whole=True):
        """Asks the auditor. A server that has just started has released all that it found."""
        headers, page = await fetch(house)
        self.saw(page["checkpoint"])
        self.compare(headers, whole)
        hold(not self.lost, f"{self.lost} answered commands are not in the log")
        hold(not self.doubled, f"{self.doubled} commands are there twice")
        hold(not self.disordered, f"{self.disordered} commands are out of order")
        key, leaves = LogKey(page["logKey"]), [leaf(header) for header in headers]
        for noted, note in self.notes.items():
            size, root = key.open(note)
            hold(noted == size <= len(leaves), f"one of {size} was shown, {len(leaves)} are left")
            hold(root_of(leaves[:size]) == root, f"the checkpoint of {size} is no prefix of it")
        self.notes = {len(leaves): page["checkpoint"]}  # the older ones are prefixes of this one
        return len(headers)

    async def verify(self, house):
        """The whole log exported and verified by the command line."""
        out = house.folder / "log.ndjson"
        for words in (
            ["--demo", "--as", "auditor", "export", "all", "-o", out],
            ["verify", out, "--log-key", house.log_key()],
        ):
            code, said = await house.run("tocsin", *words)
            hold(code == 0, f"tocsin {words[0]} ended with {code}: {said}")

    def check_texts(self, house):
        """Each text that was answered lies in the database of a server that has ended."""
        with sqlite3.connect(house.data / "tocsin.db") as database:
            for digest in self.texts:
                found = database.execute(
                    "SELECT count(*) FROM document WHERE sha256 = ?", (unb64(digest),)
                ).fetchone()
                hold(found == (1,), f"the text {digest} was answered and is kept {found[0]} times")
        database.close()
