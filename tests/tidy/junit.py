"""junit.py REPORT: prints how many cases a JUnit report holds and how many of them failed; what the
failed ones said goes to stderr, each under its name."""
# SPDX-License-Identifier: Apache-2.0
import sys
import xml.etree.ElementTree as tree


def say(case, failures):
    print(f"--- {case.get('classname')} / {case.get('name')}", file=sys.stderr)
    for told in [*case.findall("system-err"), *case.findall("system-out"), *failures]:
        print((told.text or told.get("message") or told.tag).strip(), file=sys.stderr)


def main(report):
    try:
        suites = tree.parse(report)
    except tree.ParseError as trouble:  # the program ended before it had written its report
        print(f"{report}: not a whole report ({trouble})", file=sys.stderr)
        return "0 1"
    cases = bad = 0
    for case in suites.iter("testcase"):
        cases += 1
        failures = case.findall("failure") + case.findall("error")
        if failures:
            bad += 1
            say(case, failures)
    return f"{cases} {bad}"


print(main(sys.argv[1]))
