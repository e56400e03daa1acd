// Makes a passkey for an invitation and enrols it: its registration is the proof, over the
// invitation's own challenge.
// SPDX-License-Identifier: Apache-2.0
import { type Challenge, EnrolSchema } from "#proto/frame";
import { create } from "../../codec/create";
import { enrol, proofOf } from "../../wire/auth";
import { hex } from "../../wire/bytes";
import { register } from "../../wire/register";

/** Answers the fingerprint that is read back over the telephone. */
export async function bringPasskey(
  challenge: Challenge,
  code: string,
  recoveryCode: string,
  label: string,
): Promise<string> {
  const made = await register(challenge.rpId, challenge.nonce, `${label} · Tocsin`);
  await enrol(create(EnrolSchema, { code, key: made.key, proof: proofOf(made, challenge), recoveryCode }));
  return hex(made.key.fingerprint);
}
