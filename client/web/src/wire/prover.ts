// Who proves that this person is here, and signs for it: a device key or a passkey. The connection
// does not care which.
// SPDX-License-Identifier: Apache-2.0
import type { SignedText } from "#proto/event";
import type { Authenticate, Challenge } from "#proto/frame";

export interface Prover {
  readonly kind: "device" | "passkey";
  /** The answer to a challenge: at a log-in, or when it is asked again who is there. */
  answer(challenge: Challenge, now: number): Promise<Authenticate>;
  /** A signature over a text that names `fingerprint` as its key. */
  sign(text: Uint8Array): Promise<SignedText>;
}

/** One whose code is fetched beside all else; anew when it is needed, should that fail. */
export function fetched(kind: Prover["kind"], load: () => Promise<Prover>): Prover {
  let coming: Promise<Prover> | undefined;
  const get = (): Promise<Prover> =>
    (coming ??= load().catch((error: unknown) => {
      coming = undefined;
      throw error;
    }));
  get().catch(() => {});
  return {
    kind,
    answer: async (challenge, now) => (await get()).answer(challenge, now),
    sign: async (text) => (await get()).sign(text),
  };
}
