"""Whom a verifier trusts (C2SP tlog-policy): logs, witnesses, groups of them, and the quorum that must have cosigned."""
# SPDX-License-Identifier: Apache-2.0
from .note import COSIGNATURE, ED25519, Key, Malformed


class Policy:
    """Read line by line: a name is defined before it is used, and once."""

    def __init__(self, text):
        self.logs, self.witnesses, self._groups, self._quorum = [], {}, {}, None
        for number, line in enumerate(text.splitlines(), 1):
            words = line.split()
            if not words or words[0].startswith("#"): continue
            read = {"log": self._log, "witness": self._witness, "group": self._group, "quorum": self._set_quorum}.get(words[0])
            try:
                if read is None: raise Malformed(f"no such word: {words[0]}")
                read(*words[1:])
            except (TypeError, Malformed) as wrong:
                raise Malformed(f"line {number} of the policy: {wrong if isinstance(wrong, Malformed) else 'too few or too many words'}") from wrong
        if self._quorum is None: raise Malformed("the policy names no quorum")
        if not self.logs: raise Malformed("the policy names no log")

    def _log(self, vkey, _url=None):
        key = Key(vkey)
        if key.kind != ED25519: raise Malformed("not the key of a log")
        self.logs.append(key)

    def _new(self, name):
        if name == "none" or name in self.witnesses or name in self._groups: raise Malformed(f"{name} is taken")

    def _witness(self, name, vkey, _url=None):
        key = Key(vkey)
        self._new(name)
        if key.kind != COSIGNATURE: raise Malformed("not the key of a witness")
        if any(key.public == other.public for other in self.witnesses.values()): raise Malformed("one key is one witness")
        self.witnesses[name] = key

    def _group(self, name, threshold, *members):
        self._new(name)
        for member in members:
            if member not in self.witnesses and member not in self._groups: raise Malformed(f"{member} is not defined")
        if len(set(members)) != len(members): raise Malformed("a member stands twice")
        number = {"any": "1", "all": str(len(members))}.get(threshold, threshold)
        if not number.isascii() or not number.isdigit() or not 1 <= int(number) <= len(members):
            raise Malformed("a threshold is any, all, or a number of its members")
        self._groups[name] = int(number), members

    def _set_quorum(self, name):
        if self._quorum is not None: raise Malformed("a second quorum")
        if name != "none" and name not in self.witnesses and name not in self._groups: raise Malformed(f"{name} is not defined")
        self._quorum = name

    def log_of(self, origin):
        return next((key for key in self.logs if key.name == origin), None)

    def _met(self, name, cosigned):
        if name in self.witnesses: return self.witnesses[name].vkey in cosigned
        number, members = self._groups[name]
        return sum(self._met(member, cosigned) for member in members) >= number

    def met(self, checkpoint):
        """Whether those who cosigned a checkpoint make the quorum."""
        return self._quorum == "none" or self._met(self._quorum, checkpoint.cosigned)

    def seen_before(self, checkpoint, seconds):
        """Whether the quorum saw it at or before an instant: evidence of third parties for when it was there."""
        in_time = {vkey for vkey, one in checkpoint.cosigned.items() if one.time <= seconds}
        return self._quorum != "none" and self._met(self._quorum, in_time)
