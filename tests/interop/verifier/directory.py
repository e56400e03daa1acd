"""Whose a key is at an index: a fold of the entries before it (LOG_FORMAT.md 8), and whether each was let in rightly."""
# SPDX-License-Identifier: Apache-2.0
from . import schema
from .bundle import SERVER
from .signed import KEY_NAMESPACE, fingerprint, holds, parse_key

SECRETARIAT, SUPPORT = schema.event.Party.SECRETARIAT, schema.event.SUPPORT
COOLING = 86_400_000   # until a policy says otherwise
KINDS = {"party_admitted", "policy_set", "person_invited", "key_enrolled", "key_added", "key_revoked", "key_confirmed",
         "roles_changed", "recovery_code_set"}


class Person:
    def __init__(self, party, roles):
        self.party, self.roles = party, list(roles)


class Held:
    """A key that is in, or was."""

    def __init__(self, person, key, effective_at):
        self.person, self.key, self.effective_at, self.revoked = person, key, effective_at, False


class Directory:
    def __init__(self, origin):
        self.origin, self.exercise_only, self.missing = origin, False, False
        self.kinds, self.persons, self.keys = {}, {}, {}
        self.invitations = {}    # SHA-256 of the code: (event, cooling of the day)
        self.waiting = {}        # fingerprint: (person, code's SHA-256, recovery code's SHA-256)
        self.confirmed = {}      # fingerprint: who confirmed it
        self.owners = {}         # what may never come twice, a fingerprint or a credential: whose it is
        self.codes, self.cooling, self.had_keys, self.claimed = {}, COOLING, [], None
        self.proposed = (0, SERVER)   # a shorter cooling, and by whom

    def of_secretariat(self, person):
        one = self.persons.get(person)
        return one is not None and SUPPORT in one.roles and self.kinds.get(one.party) == SECRETARIAT

    def in_force(self, mark, at):
        """The key of this fingerprint, if it is in force at an instant, and of somebody who still has a role."""
        held = self.keys.get(mark)
        if held is None or held.revoked or held.effective_at > at: return None
        person = self.persons.get(held.person)
        return held if person is None or person.roles else None

    def acts(self, person, at):
        """Whether a person of the secretariat has a key in force."""
        return self.of_secretariat(person) and any(
            one.person == person and not one.revoked and one.effective_at <= at for one in self.keys.values())

    def apply(self, entry):
        """What the entry changes, and in words what is wrong with it."""
        change = getattr(self, "_" + entry.name, None)
        if change is None: return []
        return change(entry, entry.what) or []

    def _log_founded(self, _, what):
        self.exercise_only = what.exercise_only

    def _party_admitted(self, _, what):
        self.kinds[what.party.code] = what.party.kind

    def _policy_set(self, entry, what):
        before, self.cooling = self.cooling, what.policy.recovery_cooling_ms
        proposed, self.proposed = self.proposed, (what.shorter_cooling_ms, entry.header.actor)
        if self.cooling >= before or self.missing: return []
        if entry.header.actor == SERVER and not self.had_keys: return []
        at, approvals = entry.event.received_at, list(what.approvals)
        by_two = (len(approvals) == 2 and approvals[0] != approvals[1] and proposed == (self.cooling, approvals[0])
                  and entry.header.actor == approvals[1] and all(self.acts(one, at) for one in approvals))
        return [] if by_two else ["one alone shortened how long recovered keys cool"]

    def _person_invited(self, _, what):
        self.invitations[what.code_sha256] = (what, self.cooling)
        known = self.persons.get(what.person)
        if known is None:
            self.persons[what.person] = Person(what.party, what.roles)
            return []
        if known.party != what.party: return ["it invites a known person for another party"]
        if not what.recovery: known.roles = list(what.roles)
        return []

    def _roles_changed(self, _, what):
        if what.person in self.persons: self.persons[what.person].roles = list(what.roles)

    def _recovery_code_set(self, _, what):
        self.codes[what.party] = what.code_sha256

    def _key_revoked(self, _, what):
        held = self.keys.get(what.fingerprint)
        if held is not None: held.revoked = True
        self.waiting.pop(what.fingerprint, None)

    def _key_confirmed(self, _, what):
        self.confirmed[what.fingerprint] = what.by

    def _mine(self, person, key):
        """Takes key and credential for a person; whether nobody else has them."""
        marks = [key.fingerprint] + ([b"credential" + key.credential_id] if key.credential_id else [])
        mine = all(self.owners.get(mark, person) == person for mark in marks)
        for mark in marks: self.owners.setdefault(mark, person)
        return mine

    def _key_enrolled(self, _, what):
        wrong = []
        if fingerprint(what.key) != what.key.fingerprint: wrong.append("the fingerprint is not that of the key")
        if not self._mine(what.person, what.key): wrong.append("the key is somebody else's")
        self.waiting[what.key.fingerprint] = (what.person, what.code_sha256, what.recovery_sha256)
        person = self.persons.get(what.person)
        if what.recovery_sha256 and person is not None:
            known = self.codes.pop(person.party, None)
            if known is not None and known != what.recovery_sha256: wrong.append("another recovery code than the party's")
        return wrong

    def _key_added(self, entry, what):
        wrong = []
        if fingerprint(what.key) != what.fingerprint or what.key.fingerprint != what.fingerprint:
            wrong.append("the fingerprint is not that of the key")
        if what.fingerprint in self.keys or not self._mine(what.person, what.key):
            wrong.append("the key came before as somebody's")
        if what.person not in self.persons: wrong += self._unseen("the person was not invited")
        reason = self._let_in(entry, what)
        if reason: wrong.append(reason)
        self.keys[what.fingerprint] = Held(what.person, what.key, what.effective_at)
        if self.of_secretariat(what.person) and what.person not in self.had_keys: self.had_keys.append(what.person)
        self.waiting.pop(what.fingerprint, None)
        return wrong

    def _unseen(self, words):
        """What is wrong only if every entry about keys is in the file."""
        return [] if self.missing else [words]

    def _let_in(self, entry, what):
        """Why the key should not have been let in; None when it rightly was."""
        approvals = list(what.approvals)
        if what.cosigned_by: return self._rotated(entry, what)
        if not approvals:
            if self.exercise_only and entry.header.actor == SERVER: return None
            return None if self.missing else self._claimed(entry, what) or self._enrolled(what)
        if self.missing: return None
        if what.person in approvals: return "its own person approved the key"
        at = entry.event.received_at
        if any(not self.acts(one, at) for one in approvals): return "who approved it was not of the secretariat with a key in force"
        unknown, waiting = self._enrolled(what), self.waiting.get(what.fingerprint)
        if unknown: return unknown
        if len(approvals) == 2: return self._by_two(entry, what) or self._cooled(entry, what, waiting)
        if len(approvals) != 1: return "more than two approved it"
        return (self._broke_glass(what) if what.break_glass else self._founded(entry, what, waiting)) \
            or self._cooled(entry, what, waiting)

    def _enrolled(self, what):
        waiting = self.waiting.get(what.fingerprint)
        return None if waiting is not None and waiting[0] == what.person else "the key was not enrolled by this person"

    def _claimed(self, entry, what):
        """By the claim link: the first person there is, with all keys that it brings in one command."""
        if not self.had_keys: self.claimed = entry.header.command_id
        if self.had_keys not in ([], [what.person]) or self.claimed != entry.header.command_id: return "nobody approved the key"
        return None if self.of_secretariat(what.person) else "the first person is not of the secretariat"

    def _by_two(self, entry, what):
        first, second = what.approvals
        if first == second: return "one person approved it twice"
        if self.confirmed.get(what.fingerprint) != first: return "the first did not confirm the key"
        return None if entry.header.actor == second else "the second did not act"

    def _founded(self, entry, what, waiting):
        invitation = self.invitations.get(waiting[1], (None, 0))[0]
        if invitation is None or not invitation.founding: return "one person approved it, and not at the founding"
        if entry.header.actor != what.approvals[0]: return "who approved it did not act"
        if self.had_keys != [what.approvals[0]]: return "there was a second person of the secretariat already"
        return None

    def _broke_glass(self, what):
        if not self.of_secretariat(what.person): return "a printed code let in a key that is not of the secretariat"
        others = {one.person for one in self.keys.values()
                  if one.person != what.person and not one.revoked and self.of_secretariat(one.person)}
        if len(others) > 1: return "a printed code let it in while two of the secretariat had keys"
        if self.codes.pop(self.persons[what.person].party, None) is None: return "the printed code was used up, or never set"
        return None

    def _cooled(self, entry, what, waiting):
        invitation, cooling = self.invitations.get(waiting[1], (None, 0))
        recovery = invitation is not None and invitation.recovery and not waiting[2]
        at = entry.event.received_at
        if recovery and cooling:
            return None if what.effective_at == at + cooling else "a recovered key that does not cool"
        return None if what.effective_at in (0, at) else "it is in force at another time than it should be"

    def _rotated(self, entry, what):
        old, at = self.keys.get(what.cosigned_by), entry.event.received_at
        if old is None and self.missing: return None
        if old is None or self.in_force(what.cosigned_by, at) is None: return "the key that signed for it was not in force"
        if old.person != what.person or entry.header.actor != what.person: return "another person's key signed for it"
        text = parse_key(what.cosignature.text)
        if text is None or what.possession.text != what.cosignature.text: return "not the text of a new key"
        if (text["log"], text["person"], text["new-key"], text["key"]) != (
                self.origin, what.person.hex(), what.fingerprint.hex(), what.cosigned_by.hex()):
            return "the text of the new key speaks of something else"
        if not holds(old.key, what.cosignature, KEY_NAMESPACE): return "the old key did not sign for it"
        if not holds(what.key, what.possession, KEY_NAMESPACE): return "the new key did not sign for itself"
        return None if what.effective_at in (0, at) else "it is in force at another time than it should be"
