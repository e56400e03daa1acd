// A further passkey of one's own: made here, signed for by the key of this session, and by itself
// (PROTOCOL.md 2.5).
// SPDX-License-Identifier: Apache-2.0
import { serverClock } from "../../state/clock.svelte";
import { session } from "../../state/session.svelte";
import { random } from "../../wire/bytes";
import { Passkey } from "../../wire/passkey";
import { type Registration, register } from "../../wire/register";
import { Interrupted, Refused } from "../../wire/refusal";
import { newKeyText } from "../../wire/sign_texts";

/** Made already, and not confirmed: a next try goes on with it, and leaves none behind that opens nothing. */
let unfinished: Registration | undefined;

export async function addPasskey(): Promise<void> {
  const { connection, who, fingerprint } = session;
  const { challenge } = connection;
  if (!who || !challenge) throw new Interrupted();
  unfinished ??= await register(challenge.rpId, random(32), `${who.name || who.partyName} · Tocsin`);
  const { key } = unfinished;
  const text = newKeyText({
    origin: challenge.origin,
    person: who.person,
    fingerprint: key.fingerprint,
    signer: fingerprint,
    seconds: Math.floor(serverClock.now() / 1000),
  });
  const possession = await new Passkey(key.rpId, key.algorithm, key.fingerprint).sign(text);
  const cosignature = await connection.signer().sign(text);
  try {
    await connection.outbox.command({ case: "addOwnKey", value: { key, cosignature, possession } });
    unfinished = undefined;
  } catch (error) {
    if (error instanceof Refused) unfinished = undefined;
    throw error;
  }
}
