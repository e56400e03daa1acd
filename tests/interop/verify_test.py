"""The second verifier's own tests: rules kept and broken, proofs, notes, tiles and receipts; then the vectors of others, where
they are at hand ($TOCSIN_VECTORS, or ../shared/vectors beside the tree). Ends with `N passed, N failed`."""
# SPDX-License-Identifier: Apache-2.0
import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(HERE, "python"))
from checks import Checks   # noqa: E402   pylint: disable=wrong-import-position
from verifier import key_tests, proof_tests, report_tests, vector_tests   # noqa: E402   pylint: disable=wrong-import-position


def main():
    checks = Checks("verifier")
    key_tests.run(checks)
    proof_tests.run(checks)
    report_tests.run(checks)
    vectors = os.environ.get("TOCSIN_VECTORS") or os.path.join(HERE, "..", "..", "..", "shared", "vectors")
    if os.path.isdir(vectors): vector_tests.run(checks, vectors)
    else: print("note: no vectors of others here; only what the verifier brings itself was tested")
    return checks.close()


if __name__ == "__main__":
    sys.exit(main())
