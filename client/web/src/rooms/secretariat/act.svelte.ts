// An act of the secretariat: sent, and then done, or refused with the server's words. Proofs of who is there
// come by
// themselves (src/wire/outbox.ts).
// SPDX-License-Identifier: Apache-2.0
import { session } from "../../state/session.svelte";
import { toast } from "../../state/toasts.svelte";
import type { Act, Sent } from "../../wire/outbox";

export class Doing {
  busy = $state(false);
  error = $state.raw<unknown>();

  /** Answers the receipt; nothing, when it was refused. */
  async send(act: Act, done?: string): Promise<Sent | undefined> {
    this.busy = true;
    this.error = undefined;
    try {
      const sent = await session.connection.outbox.command(act);
      if (done) toast(done);
      return sent;
    } catch (error) {
      this.error = error;
      return undefined;
    } finally {
      this.busy = false;
    }
  }
}
