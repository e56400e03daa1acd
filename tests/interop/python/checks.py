"""One line per check, and the count of them. A walk that breaks off is a failed check, named by where it was."""
# SPDX-License-Identifier: Apache-2.0


class Checks:
    def __init__(self, who):
        self.who, self.passed, self.failed = who, 0, 0

    def that(self, what, holds, instead=""):
        """Prints what should hold and whether it does; answers it, so that a walk may lean on it."""
        self.passed, self.failed = self.passed + bool(holds), self.failed + (not holds)
        seen = "" if holds or instead == "" else f"   saw: {str(instead)[:400]}"
        print(f"{'ok  ' if holds else 'FAIL'} {self.who}: {what}{seen}", flush=True)
        return bool(holds)

    def same(self, what, got, expected):
        return self.that(what, got == expected, f"{got!r}, expected {expected!r}")

    def close(self):
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        return 1 if self.failed else 0
