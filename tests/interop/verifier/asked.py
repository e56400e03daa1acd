"""asked.py CASE COMMAND...: what the server answers to `show-report` is what `report` and `timeline --known-by` print.

COMMAND is the command line of one reader, up to the verb. An entry recorded between the two changes both: tried three times."""
# SPDX-License-Identifier: Apache-2.0
import json
import subprocess
import sys


def run(command, *words):
    return json.loads(subprocess.run([*command, *words], capture_output=True, check=True, timeout=60).stdout)


def asked(command, *words):
    """The pages of one answer, joined."""
    text, page = b"", []
    while True:
        answer = run(command, "ask", "show-report", *words, *page)
        text += bytes.fromhex(answer["report"]["json"])
        if not answer.get("nextPage"): return json.loads(text)
        page = ["--page", answer["nextPage"]]


def same(command, case):
    answer = asked(command, case)
    known = asked(command, case, "--known-by", "GH", "--at", "2100-01-01T00:00:00Z")
    printed = run(command, "--json", "timeline", case, "--known-by", "GH", "--until", "2100-01-01T00:00:00Z")
    return answer == run(command, "report", case) and known == printed and len(answer["procedures"] + answer["exercises"]["procedures"]) > 0


def main(case, *command):
    if any(same(command, case) for _ in range(3)): return 0
    print("the two differ")
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
