"""How one key of the log gives way to another (LOG_FORMAT.md 4): both sign five lines."""
# SPDX-License-Identifier: Apache-2.0
import re

from . import ed25519

LINES = re.compile(r"tocsin\.example/log-key/v1\nlog ([^\n]+)\nold-key ([0-9a-f]{64})\nnew-key ([0-9a-f]{64})\ntime (0|[1-9][0-9]*)\n")


def wrong_with(what, origin):
    """Why a change does not hold; None when it does."""
    said = LINES.fullmatch(what.text)
    if said is None: return "its text is not the five lines of a change of key"
    if said[1] != origin: return "it is of another log"
    if (bytes.fromhex(said[2]), bytes.fromhex(said[3])) != (what.old_key, what.new_key): return "its text names other keys"
    for whose, key, signature in (("old", what.old_key, what.old_signature), ("new", what.new_key, what.new_signature)):
        if not ed25519.verify(key, what.text.encode(), signature): return f"the {whose} key did not sign it"
    return None


class Succession:
    """The keys of a log in their order, as far as the entries tell."""

    def __init__(self, origin):
        self.origin, self.keys, self.changes = origin, [], []

    def found(self, key):
        self.keys.append(key)

    def change(self, what, whole):
        """What is wrong with it, in words; None: nothing."""
        wrong = wrong_with(what, self.origin)
        if wrong is None and whole and self.keys[-1:] != [what.old_key]: wrong = "the key that gives way is not the one in force"
        if wrong is None and what.new_key in self.keys: wrong = "this key signed before"
        self.keys.append(what.new_key)
        self.changes.append((what.old_key, what.new_key, wrong is None))
        return wrong

    def leads(self, key, to):
        """Whether who trusts `key` is led to `to`."""
        for old, new, holds in self.changes:
            if key == to: break   # for a time two keys sign
            if old != key: continue
            if not holds: return False
            key = new
        return key == to
