// A part of the console that is fetched when it is needed. Without a network it is tried again until it came: a
// page that stayed open would lack it for good, and the alarm's part is one.
// SPDX-License-Identifier: Apache-2.0
import { session } from "./session.svelte";

const pause = 1_000;
const patience = 5; // tries on a connection that stands: then the server has no such part

export async function fetched<T>(load: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; ) {
    try {
      return await load();
    } catch (error) {
      const isAway = session.state === "waiting" || session.state === "connecting";
      if (!isAway && ++tries > patience) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
