// One line per check, and the count of them.
// SPDX-License-Identifier: Apache-2.0
import { isDeepStrictEqual } from 'node:util';

export class Checks {
  constructor(who) { Object.assign(this, { who, passed: 0, failed: 0 }); }

  /** Prints what should hold and whether it does; answers it, so that a walk may lean on it. */
  that(what, holds, instead) {
    holds ? this.passed++ : this.failed++;
    const seen = holds || instead === undefined ? '' : `   saw: ${String(instead).slice(0, 400)}`;
    console.log(`${holds ? 'ok  ' : 'FAIL'} ${this.who}: ${what}${seen}`);
    return Boolean(holds);
  }

  same(what, got, expected) {
    return this.that(what, isDeepStrictEqual(got, expected), `${JSON.stringify(got)}, expected ${JSON.stringify(expected)}`);
  }

  close() {
    console.log(`${this.passed} passed, ${this.failed} failed`);
    return this.failed ? 1 : 0;
  }
}
