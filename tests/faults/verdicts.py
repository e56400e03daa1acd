"""A line for each thing that was tried, as tests/faults/table.py reads them, and the last one."""
# SPDX-License-Identifier: Apache-2.0
import traceback

from house import Broken


class Verdicts:
    def __init__(self):
        self.passed = self.failed = 0

    async def on(self, words, trial):
        """`trial` answers what it saw, and raises when something did not hold."""
        try:
            saw = await trial
        except Exception as error:  # what broke is a failure, and the next trial begins
            saw = str(error) if isinstance(error, Broken) else traceback.format_exc()
            self.failed += 1
            print(f"FAIL {words}\n     {saw}", flush=True)
        else:
            self.passed += 1
            print(f"PASS {words}\n     {saw}", flush=True)

    def skipped(self, words, why):
        print(f"SKIPPED({why}) {words}", flush=True)

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed")
        return self.failed > 0
