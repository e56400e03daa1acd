// The server's clock, kept by this page: the median of what its last answers said, on a clock that
// no person sets.
// SPDX-License-Identifier: Apache-2.0

const samples_max = 5;
const slow = 1000; // milliseconds on the way: such an answer says little about the time
const skewed = 5000;

export class ServerClock {
  private offsets: number[] = [];
  private offset = Date.now() - performance.now();
  known = false;

  now(): number {
    return performance.now() + this.offset;
  }

  /** How far this device's own clock is from the server's; 0 when it is near enough. */
  skew(): number {
    const apart = Date.now() - this.now();
    return this.known && Math.abs(apart) > skewed ? apart : 0;
  }

  /**
   * `asked` is the instant of `performance.now()` at which it was asked for; nothing was: it came
   * by itself.
   */
  heard(serverTime: number, asked?: number): void {
    const here = performance.now();
    const way = asked === undefined ? 0 : here - asked;
    if (way > slow) return;
    const offset = serverTime + way / 2 - here;
    // What came by itself took some time on the way, so it only shows that our estimate is behind,
    // or far off.
    if (asked === undefined && this.known && offset < this.offset && this.offset - offset < skewed) return;
    // It was set: what was before says nothing.
    if (Math.abs(offset - this.offset) > skewed) this.offsets = [];
    this.offsets = [...this.offsets, offset].slice(-samples_max);
    this.offset = this.offsets.toSorted((a, b) => a - b)[this.offsets.length >> 1] ?? offset;
    this.known = true;
  }
}
