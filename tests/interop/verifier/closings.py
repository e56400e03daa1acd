"""Does a closing count who answered in time, and nobody else? Each is counted again from the positions before it."""
# SPDX-License-Identifier: Apache-2.0
from .merkle import sha256
from .bundle import SERVER
from .order import registered
from .procedures import DRAFTED, SIGNED, STANCES


def own_id(*rows):
    """The command id of what the server does by itself (LOG_FORMAT.md 5)."""
    return sha256("".join(f"{row}\n" for row in rows).encode())[:16]


def _names(procedure):
    """The governments that are names of it: by signing, or by pledging."""
    if procedure.kind == DRAFTED.PLEDGE_CALL: return {party for party, needs in procedure.pledges.items() if needs}
    return {party for party, one in procedure.counted().items()
            if one.stance in SIGNED and party in procedure.entitled}


def _tally(procedure, tally):
    """What the tally says, field by field, where it is not what the positions say. A promise is no answer."""
    stances = [one.stance for party, one in procedure.counted().items() if party in procedure.entitled]
    pledges = procedure.kind == DRAFTED.PLEDGE_CALL
    expected = {"entitled": len(procedure.entitled), "recused": len(procedure.opened.recused), "signed": len(_names(procedure)),
                "not_joining": stances.count(STANCES.NOT_JOINING), "abstained": stances.count(STANCES.ABSTAIN),
                "awaiting": stances.count(STANCES.AWAITING_INSTRUCTIONS), "associated": 0 if pledges else len(_associated(procedure))}
    expected["silent"] = len(procedure.entitled) - sum(
        expected[name] for name in ("signed", "not_joining", "abstained", "awaiting"))
    for name, value in expected.items():
        if getattr(tally, name) != value: yield f"it counts {getattr(tally, name)} {name.replace('_', ' ')}, there are {value}"


def _associated(procedure):
    return {party for party, one in procedure.counted().items() if one.stance == STANCES.ASSOCIATE}


def _list_is(said, expected, log, whose):
    """A list of the closing against who should stand there, in the order of the registered names."""
    said = list(said)
    if said == registered(expected, log.names): return
    extra, absent = sorted(set(said) - set(expected)), sorted(set(expected) - set(said))
    yield f"its list of {whose} is not that of the positions: too many {extra}, missing {absent}, or in another order"


def _by_names(what, procedure, log):
    """Enough signed: a number, a number of each region, and those that must be there."""
    names, opened = _names(procedure), procedure.opened
    yield from _list_is(what.signatories, names, log, "names")
    missing = [party for party in opened.must_haves if party not in names]
    if list(what.missing) != missing: yield "who was missing is not what the positions say"
    regions = all(sum(log.regions.get(party) == one.region for party in names) >= one.count for one in opened.per_region)
    adopted = len(names) >= opened.threshold and regions and not missing
    if what.outcome != (what.ADOPTED if adopted else what.LAPSED): yield "its outcome is not what the positions say"


def _by_silence(what, procedure, log):
    """Nobody objected. Whom it reached is told by deliveries, which may be erased: that alone is the server's word."""
    asked = [party for party in procedure.entitled if log.is_member(party, what.deadline)]
    if set(what.unreached) - set(asked): yield "it did not reach who was not asked"
    if what.outcome != (what.UNREACHED if what.unreached else what.ADOPTED): yield "its outcome is not what it says of whom it reached"
    yield from _list_is(what.signatories, [] if what.unreached else asked, log, "names")


def check(entry, log):
    """In words what is wrong with a closing; and who counted and who came late."""
    what = entry.what
    procedure = log.procedure(what.procedure_id)
    wrong = []
    if entry.header.actor != SERVER or entry.header.command_id != own_id(
            "tocsin.example/close/v1", what.procedure_id, what.deadline):
        wrong.append("it is not the server's own act for this deadline")
    if entry.header.recorded_at < what.deadline: wrong.append("it was closed before its deadline")
    if procedure.opened is not None:
        if not procedure.open: wrong.append("it closes what is not open")
        if what.deadline != procedure.deadline: wrong.append("it names another deadline than stood there")
        wrong += (_by_silence if procedure.mode == DRAFTED.SILENCE else _by_names)(what, procedure, log)
        wrong += _list_is(what.associated, _associated(procedure), log, "observers")
        wrong += _tally(procedure, what.tally)
    elif not log.gaps(procedure):
        wrong.append("it closes what was never opened")
    counted = [{"party": one.party, "stance": STANCES.Stance.Name(one.stance), "index": one.index}
               for one in sorted(procedure.counted().values(), key=lambda one: one.index)]
    late = [{"party": party, "index": index} for index, party in procedure.late]
    return wrong, {"index": entry.index, "procedure": what.procedure_id, "deadline": what.deadline,
                   "counted": counted, "late": late}
