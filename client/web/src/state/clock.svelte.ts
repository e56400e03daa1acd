// The server's time as the screens show it: one beat a second for every countdown there is.
// SPDX-License-Identifier: Apache-2.0
import { ServerClock } from "../wire/clock";

export const serverClock = new ServerClock();

let beat = $state(serverClock.now());

/** The server's time of the last beat; what reads it is shown again with each. */
export const now = (): number => beat;

function tick(): void {
  beat = serverClock.now();
  setTimeout(tick, 1000 - (beat % 1000)); // on the server's full second
}
tick();

/** After a frame that said the time, or when a page comes back into view. */
export const beatNow = (): void => {
  beat = serverClock.now();
};
