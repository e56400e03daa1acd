// The verifier in a thread of its own. It fetches nothing: it is given entries, and answers each message
// with one.
// SPDX-License-Identifier: Apache-2.0
import { isKnown } from "./proof/ed25519";
import type { Given } from "./proof/entry";
import type { Report } from "./proof/finding";
import { type Begun, Verifier } from "./proof/verifier";

export type ToWorker = { begin: Begun } | { take: Given[] } | { finish: true };
export type FromWorker = { ready: boolean } | { taken: number } | { report: Report };

let verifier: Verifier | undefined;
let turn = Promise.resolve();

async function answer(message: ToWorker): Promise<FromWorker> {
  if ("begin" in message) {
    verifier = new Verifier(message.begin);
    return { ready: await isKnown() };
  }
  if (!verifier) throw new Error("nothing was begun");
  return "take" in message ? { taken: await verifier.take(message.take) }
    : { report: await verifier.finish() };
}

addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  turn = turn.then(async () => postMessage(await answer(data)));
});
