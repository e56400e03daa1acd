"""Two procedures of an export of all, by their ids: one that is still open and has positions, and one that was closed.

  cases.py EXPORT"""
# SPDX-License-Identifier: Apache-2.0
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from verifier import bundle, check   # noqa: E402   pylint: disable=wrong-import-position


def main(path):
    verifier = check.Verifier(bundle.read(path))
    verifier.run()
    those = [one for one in verifier.log.procedures.values() if one.opened is not None and one.standing]
    print(next(one.id for one in those if one.open), next(one.id for one in those if not one.open))


if __name__ == "__main__":
    main(sys.argv[1])
