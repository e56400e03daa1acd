// Whether anybody is still there: a browser sees no pings, and a socket whose peer is gone may take
// minutes to say so. Silence is answered with a question; no answer means that it is dead.
// SPDX-License-Identifier: Apache-2.0

const quiet = 20_000; // without a frame
const patience = 8_000; // for the answer

export class Heartbeat {
  private timer = 0;
  /** When the last question was asked, on `performance.now()`'s clock; taken by who reads the answer. */
  private asked: number | undefined;

  /** `ask` answers whether it could: while somebody touches a passkey nothing may be asked. */
  constructor(
    private readonly ask: () => boolean,
    private readonly dead: () => void,
  ) {}

  heard(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (!this.ask()) return this.heard();
      this.asked = performance.now();
      this.timer = setTimeout(this.dead, patience);
    }, quiet);
  }

  takeAsked(): number | undefined {
    const { asked } = this;
    this.asked = undefined;
    return asked;
  }

  stop(): void {
    clearTimeout(this.timer);
    this.asked = undefined;
  }
}
