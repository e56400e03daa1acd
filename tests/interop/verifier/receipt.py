"""A receipt for one entry (C2SP tlog-proof): the entry, its place, the way to the root, and the checkpoint that names it."""
# SPDX-License-Identifier: Apache-2.0
import collections
import re

from .bundle import parse_header
from .merkle import included, leaf_hash, sha256
from .note import Malformed, unb64

FIRST = "c2sp.org/tlog-proof@v1"
Receipt = collections.namedtuple("Receipt", "extra index hashes note")


def parse(data):
    """The parts of a `.tlog-proof`; the checkpoint stays as its bytes are."""
    head, blank, note = data.partition(b"\n\n")
    try:
        rows = head.decode("ascii").split("\n")
    except UnicodeDecodeError as wrong:
        raise Malformed("not a receipt") from wrong
    if rows.pop(0) != FIRST or not blank: raise Malformed(f"not a receipt: it begins otherwise than {FIRST}")
    extra = unb64(rows.pop(0)[6:]) if rows and rows[0].startswith("extra ") else None
    found = re.fullmatch("index (0|[1-9][0-9]{0,18})", rows.pop(0) if rows else "")
    if not found: raise Malformed("the index is missing")
    hashes = [unb64(row) for row in rows]
    if len(hashes) > 63 or any(len(one) != 32 for one in hashes): raise Malformed("not the hashes of a proof")
    return Receipt(extra, int(found[1]), hashes, note)


def check(receipt, checkpoint):
    """(header, payload or None, what is wrong or None) against a checkpoint whose signatures hold already.

    The extra line is header (76) ‖ salt (32) ‖ payload; the header alone where the payload is withheld."""
    extra = receipt.extra or b""
    header = parse_header(extra[:76])
    if header is None: return None, None, "it does not hold the entry: an extra line with the header"
    if not included(receipt.hashes, leaf_hash(extra[:76]), receipt.index, checkpoint.size, checkpoint.root):
        return header, None, "the entry does not stand at this place in the checkpoint's tree"
    if len(extra) == 76: return header, None, None
    if len(extra) < 108 or sha256(extra[76:]) != header.commitment:
        return header, None, "salt and payload are not what the header commits to"
    return header, extra[108:], None
