// One line per check, and the count at the end.
// SPDX-License-Identifier: Apache-2.0
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

  same(what, given, wanted) {
    return this.that(
      what,
      isDeepStrictEqual(given, wanted),
      `${JSON.stringify(given)}, wanted ${JSON.stringify(wanted)}`,
    );
  }
}
