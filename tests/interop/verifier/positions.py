"""Is a position what its government signed? Its text, its signature, and the procedure it answers (PROTOCOL.md 5)."""
# SPDX-License-Identifier: Apache-2.0
from . import schema
from .procedures import AFTER, OPEN, STANCES
from .signed import POSITION_NAMESPACE, SIGN_ON, holds, parse_position

GOVERNMENT, OBSERVER = schema.event.Party.GOVERNMENT, schema.event.Party.OBSERVER
WITH_DOCUMENT = (STANCES.SIGN_WITH_EXPLANATION, STANCES.OBJECT)


def _hex(data):
    return data.hex() if data else "-"


def _text_is(entry, taken, origin):
    """The signed lines against the fields of the event."""
    text = parse_position(taken.signed_text.text)
    if text is None: return "the signed text is not one of a position"
    says = {"context": SIGN_ON[entry.header.realm], "log": origin, "statement": taken.procedure_id,
            "version": str(taken.version), "text-sha256": taken.text_sha256.hex(),
            "deadline": str(taken.deadline // 1000), "member": taken.party,
            "position": STANCES.Stance.Name(taken.stance).lower(), "reservation-sha256": _hex(taken.reservation_sha256),
            "supersedes": _hex(taken.supersedes), "key": taken.key_fingerprint.hex()}
    for name, value in says.items():
        if text[name] != value: return f"the signed text says another {name} than the entry"
    return None


def _document_is(taken):
    if (taken.stance in WITH_DOCUMENT) != bool(taken.reservation_sha256): return "its document does not go with its stance"
    if taken.amendment and taken.stance != STANCES.OBJECT: return "only an objection proposes other wording"
    return None


def _procedure_is(entry, taken, procedure, kinds):
    """The position against the procedure's events before it."""
    if procedure.opened is None and not procedure.adopted: return "nothing was open to answer"
    if procedure.realm is not None and procedure.realm != entry.header.realm: return "another realm than its procedure's"
    if taken.version != procedure.version or procedure.texts.get(taken.version) != taken.text_sha256:
        return "it answers another text than stood there"
    if taken.deadline != procedure.deadline: return "it names another deadline than stood there"
    standing = procedure.standing.get(taken.party)
    if taken.supersedes != (standing.leaf if standing else b""): return "it does not name the answer it replaces"
    if taken.stance in AFTER: return None if procedure.adopted else "it comes after an adoption that was not"
    if not procedure.open: return "it was taken when nothing was open"
    if entry.event.received_at > procedure.deadline: return "it was received after the deadline"
    if taken.stance == STANCES.ASSOCIATE:
        return None if kinds.get(taken.party, OBSERVER) == OBSERVER else "only an observer associates"
    if taken.party not in procedure.entitled: return "its government was not asked"
    return None if taken.stance in OPEN.get(procedure.mode, ()) else "this stance was not open to it"


def _prepared_is(taken, procedure, two_persons):
    """Two persons: the first one's answer, found before, and the same."""
    if not taken.prepared_hash:
        return "its government wants two persons" if two_persons else None
    leaf, first = procedure.prepared.get(taken.party, (None, None))
    if leaf != taken.prepared_hash or first.person != taken.prepared_by: return "it names no answer that was prepared"
    if first.person == taken.person: return "one person was both"
    same = ("stance", "version", "text_sha256", "reservation_sha256", "supersedes")
    return None if all(getattr(first, one) == getattr(taken, one) for one in same) else "another answer was prepared"


def key_of(entry, taken, directory):
    """(key, None), (None, what is wrong), or (None, None) where the file does not hold whose it is."""
    held = directory.keys.get(taken.key_fingerprint)
    if held is None: return None, None if directory.missing else "its key is nobody's"
    if held.person != taken.person or entry.header.actor != taken.person: return None, "the key is another person's"
    person = directory.persons.get(taken.person)
    if person is None: return None, None if directory.missing else "its person was not invited"
    if person.party != taken.party: return None, "the key is another government's"
    if directory.in_force(taken.key_fingerprint, entry.event.received_at) is None: return None, "its key was not in force"
    return held.key, None


def check(entry, taken, log, prepared=False, late=False):
    """(whether the signature was verified, what is wrong with the position or None, whether only a doubt)."""
    key, wrong = key_of(entry, taken, log.directory)
    verified = key is not None and holds(key, taken.signed_text, POSITION_NAMESPACE)
    if key is not None and not verified: wrong = "the signature is not that of its key"
    wrong = wrong or _text_is(entry, taken, log.origin) or _document_is(taken)
    if wrong: return verified, wrong, False
    procedure = log.procedure(taken.procedure_id)
    if not late:
        wrong = _procedure_is(entry, taken, procedure, log.directory.kinds)
        if not wrong and not prepared: wrong = _prepared_is(taken, procedure, taken.party in log.two_persons)
    return verified, wrong, log.gaps(procedure)
