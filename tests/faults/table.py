"""table.py RESULTS: which fault has which tests, and how they ended.

Reads the JUnit reports and the logs of a run (build/results). A test of a fault says so in its
name: "fault 22: …", "faults 1, 2 and 15: …"; a script writes the same behind "PASS " or "FAIL ".
Every number of the groups below needs a passed test and may have no failed one. Ends with
`N passed, N failed`.
"""
# SPDX-License-Identifier: Apache-2.0
import pathlib
import re
import sys
import xml.etree.ElementTree as tree

GROUPS = {
    "A TCP, TLS, HTTP": (1, 22),
    "B WebSocket frames": (23, 40),
    "C Protobuf and commands": (41, 59),
    "D Authentication": (60, 75),
    "E Positions and deadlines": (76, 88),
    "F Storage and process": (89, 110),
    "H Log, witnesses, network, people": (121, 133),
}

# What cannot be tested yet, and what it waits for. A number with a passed test does not belong here.
NOT_YET_DUE = {}

NAME = re.compile(r"^faults? (\d+(?:(?:, | and | to )\d+)*): (.+)")
LINE = re.compile(r"^(PASS|FAIL) (faults? .+)")


def numbers_of(name):
    """The numbers a name claims, and its sentence."""
    found = NAME.match(name)
    if not found:
        return [], name
    numbers, last = [], None
    for word in re.findall(r"\d+|to", found[1]):
        if word != "to" and last == "to":
            numbers += range(numbers[-1] + 1, int(word) + 1)
        elif word != "to":
            numbers.append(int(word))
        last = word
    return numbers, found[2]


def results(folder):
    """Every test that ran: suite, name, whether it passed."""
    for report in sorted(folder.glob("*.xml")):
        for case in tree.parse(report).iter("testcase"):
            bad = any(child.tag in ("failure", "error") for child in case)
            yield report.stem, case.get("name", ""), not bad
    for log in sorted(folder.glob("*.log")):
        for line in log.read_text(errors="replace").splitlines():
            if found := LINE.match(line):
                yield log.stem, found[2], found[1] == "PASS"


def main():
    tests = {}
    for suite, name, passed in results(pathlib.Path(sys.argv[1])):
        numbers, sentence = numbers_of(name)
        for number in numbers:
            tests.setdefault(number, []).append((passed, suite, sentence))
    good = bad = 0
    for group, (first, last) in GROUPS.items():
        print(group)
        for number in range(first, last + 1):
            of_this = sorted(tests.get(number, []))  # the failed ones first
            passed = bool(of_this) and all(test[0] for test in of_this)
            waits = NOT_YET_DUE.get(number)
            state = "PASS" if passed else "FAIL" if of_this else "NONE"
            words = f"{of_this[0][1]}: {of_this[0][2]}" if of_this else "no test"
            if len(of_this) > 1:
                words += f" (and {len(of_this) - 1} more)"
            if waits and passed:
                state, words = "FAIL", f"is tested: take it off the list of what waits for {waits}"
            elif waits and not of_this:
                state, words = "LATER", f"waits for {waits}"
            print(f"{number:4}  {state:5}  {words}")
            good += state == "PASS"
            bad += state in ("FAIL", "NONE")
    print(f"{good} passed, {bad} failed")
    return bad > 0


sys.exit(main())
