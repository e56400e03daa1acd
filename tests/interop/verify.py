"""A second, independent verifier of what Tocsin publishes, written from the documents alone.

  verify.py export FILE [--log-key KEY]                   an export (LOG_FORMAT.md 7): all of a log, or a case
  verify.py tiles PLACE (--log-key KEY | --policy FILE)   a log as tiles, at a URL or in a folder [--token-file FILE]
                                                          [--no-entries]: the hashes alone, which everybody may read
  verify.py receipt FILE (--log-key KEY | --policy FILE)  a .tlog-proof
  verify.py checkpoint FILE (--log-key KEY | --policy FILE)
  verify.py report FILE...                                every figure of REPORTS.md, from exports of one log that are sound

KEY is a key as it is published (`origin+id+base64`), or a file that holds one. A policy (tlog-policy) names logs, witnesses
and the quorum that must have cosigned. Prints one JSON object with what was counted and what was found; exit 0: sound, 7: not
sound, 2: wrong use."""
# SPDX-License-Identifier: Apache-2.0
import argparse
import json
import os
import sys

sys.dont_write_bytecode = True
from verifier import bundle, check, note, policy, receipt, report, schema, tiles   # noqa: E402   pylint: disable=wrong-import-position


def log_key(text):
    if os.path.isfile(text):
        with open(text, encoding="utf-8") as file: text = file.read().strip()
    return note.Key(text)


def export(given):
    return check.verify(bundle.read(given.file), given.log_key)


def read_policy(path):
    with open(path, encoding="utf-8") as file: return policy.Policy(file.read())


def _wrong(what, index=None):
    return [{"weight": "wrong", "index": index, "what": what}]


def _report(of, findings, **counted):
    places = [one["index"] for one in findings if one["index"] is not None]
    return {"schema": f"tocsin.verify.{of}/1", "sound": not findings, **counted, "findings": findings,
            "firstWrong": min(places) if places else None}


def open_note(given, data):
    """(checkpoint, None) when log and quorum signed it, else (None, what is wrong)."""
    trusted = given.policy or policy.Policy(f"log {given.log_key.vkey}\nquorum none\n")
    try:
        origin = note.split(data)[0].split("\n")[0]
        log = trusted.log_of(origin)
        if log is None: return None, f"a checkpoint of {origin}, which is not trusted"
        checkpoint = note.open_checkpoint(data, log, list(trusted.witnesses.values()))
    except (note.Malformed, note.BadSignature) as wrong:
        return None, f"the checkpoint does not hold: {wrong}"
    if not trusted.met(checkpoint): return None, "the witnesses that cosigned it are not the quorum"
    return checkpoint, None


def _told(checkpoint):
    return {"origin": checkpoint.origin, "size": checkpoint.size, "root": checkpoint.root.hex(),
            "cosigned": [one._asdict() for one in checkpoint.cosigned.values()]}


def checkpoint_alone(given):
    with open(given.file, "rb") as file: checkpoint, wrong = open_note(given, file.read())
    return _report("checkpoint", _wrong(wrong) if wrong else [], **(_told(checkpoint) if checkpoint else {}))


def all_tiles(given):
    place = tiles.source(given.place, given.token)
    try:
        checkpoint, wrong = open_note(given, place.get("checkpoint"))
    except tiles.Missing as missing:
        wrong = str(missing)
    if wrong: return _report("tiles", _wrong(wrong))
    reading = tiles.Reading(place, checkpoint.size, checkpoint.root, not given.no_entries).run()
    return _report("tiles", reading.findings, **_told(checkpoint), tiles=reading.tiles, bundles=reading.bundles)


def one_receipt(given):
    with open(given.file, "rb") as file: data = file.read()
    try:
        parts = receipt.parse(data)
    except note.Malformed as wrong:
        return _report("receipt", _wrong(str(wrong)))
    checkpoint, wrong = open_note(given, parts.note)
    if wrong: return _report("receipt", _wrong(wrong))
    header, payload, wrong = receipt.check(parts, checkpoint)
    if wrong: return _report("receipt", _wrong(wrong, parts.index), **_told(checkpoint))
    return _report("receipt", [], **_told(checkpoint), index=parts.index, recordedAt=header.recorded_at,
                   kind=schema.NAMES.get(header.kind, ""), withheld=payload is None)


def figures(given):
    """Of exports that do not hold there is no report, only what is wrong with them."""
    bundles = [bundle.read(path) for path in given.files]
    if len({(one.origin, one.log_key) for one in bundles}) != 1: return _report("report", _wrong("exports of more than one log"))
    for one in bundles:
        verified = check.verify(one, given.log_key)
        if not verified["sound"]: return verified
    return report.report(bundles)


def token(path):
    with open(path, encoding="ascii") as file: return file.read().strip()


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(required=True)
    verb = verbs.add_parser("export")
    verb.set_defaults(run=export)
    verb.add_argument("file")
    verb.add_argument("--log-key", type=log_key)
    verb = verbs.add_parser("report")
    verb.set_defaults(run=figures)
    verb.add_argument("files", nargs="+", metavar="FILE")
    verb.add_argument("--log-key", type=log_key)
    for name, run, what in (("tiles", all_tiles, "place"), ("receipt", one_receipt, "file"), ("checkpoint", checkpoint_alone, "file")):
        verb = verbs.add_parser(name)
        verb.set_defaults(run=run)
        verb.add_argument(what)
        trust = verb.add_mutually_exclusive_group(required=True)
        trust.add_argument("--log-key", type=log_key)
        trust.add_argument("--policy", type=read_policy)
        if name == "tiles":
            verb.add_argument("--token-file", dest="token", type=token)
            verb.add_argument("--no-entries", action="store_true")
    return parser.parse_args(arguments)


def main(arguments):
    given = parse(arguments)
    try:
        result = given.run(given)
    except (OSError, bundle.NotAnExport) as wrong:
        print(f"error: {wrong}", file=sys.stderr)
        return 2
    print(json.dumps(result, ensure_ascii=False))
    return 0 if result.get("sound", True) else 7


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
