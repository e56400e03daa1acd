"""junit.py REPORT: prints how many cases a JUnit report holds and how many of them failed."""
# SPDX-License-Identifier: Apache-2.0
import sys
import xml.etree.ElementTree as tree

cases = bad = 0
for case in tree.parse(sys.argv[1]).iter("testcase"):
    cases += 1
    bad += any(child.tag in ("failure", "error") for child in case)
print(cases, bad)
