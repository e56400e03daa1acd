// One line per check, and the count at the end.
// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";

export class Checks {
  passed = 0;
  failed = 0;

  that(what, holds, said = "") {
    console.log(
      `${holds ? "ok  " : "FAIL"} ${what}${holds || said === "" ? "" : `: ${String(said).slice(0, 800)}`}`,
    );
    if (holds) this.passed += 1;
    else this.failed += 1;
    return Boolean(holds);
  }

  /** Of what goes on by itself, on the page and behind it: both are read until they agree, for a while. */
  async agree(what, given, wanted, patience = 8_000) {
    const until = Date.now() + patience;
    for (;;) {
      const [one, other] = [await given(), await wanted()];
      if (isDeepStrictEqual(one, other) || Date.now() > until) return this.same(what, one, other);
      await sleep(200);
    }
  }

  same(what, given, wanted) {
    return this.that(
      what,
      isDeepStrictEqual(given, wanted),
      `${JSON.stringify(given)}, wanted ${JSON.stringify(wanted)}`,
    );
  }
}
