// One act under way: its button rests meanwhile, and what the server refused is kept to be shown.
// SPDX-License-Identifier: Apache-2.0
import { session } from "../../state/session.svelte";
import { toast } from "../../state/toasts.svelte";
import type { Act, Sent } from "../../wire/outbox";

export class Doing {
  busy = $state(false);
  error = $state.raw<unknown>();

  /** True when it is done; a second press meanwhile does nothing. */
  async run(act: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.error = undefined;
    try {
      await act();
      return true;
    } catch (error) {
      this.error = error;
      return false;
    } finally {
      this.busy = false;
    }
  }
}

/** One command; the step-up that a binding one may need is the outbox's. */
export async function perform(act: Act, done?: string): Promise<Sent> {
  const sent = await session.connection.outbox.command(act);
  if (done) toast(done);
  return sent;
}

export const deposit = (text: string): Promise<Uint8Array> => session.connection.deposit(text);
