// Log-in, log-out and enrolment over HTTP (docs/PROTOCOL.md 2.4). Loaded when a page needs it: JSON
// is not spoken else.
// SPDX-License-Identifier: Apache-2.0
import type { DescMessage, MessageShape } from "@bufbuild/protobuf";
import { SignedText_Form } from "#proto/event";
import { AuthenticateSchema, type Challenge, ChallengeSchema, type Enrol, EnrolSchema } from "#proto/frame";
import {
  type InvitationView,
  InvitationViewSchema,
  RefusalSchema,
  type Welcome,
  WelcomeSchema,
} from "#proto/frame";
import { create } from "../codec/create";
import { fromJson, toJson } from "../codec/json";
import { request } from "./http";
import { answer, credentialOf, remember } from "./passkey";
import { Refused } from "./refusal";
import type { Registration } from "./register";

async function said<D extends DescMessage>(
  schema: D,
  path: `/auth/${string}`,
  body: unknown,
): Promise<MessageShape<D>> {
  const { status, json } = await request("POST", path, body);
  if (status === 200) return fromJson(schema, json);
  throw new Refused(fromJson(RefusalSchema, json ?? { code: "INTERNAL", what: `HTTP ${status}` }));
}

export const challenge = (): Promise<Challenge> => said(ChallengeSchema, "/auth/challenge", {});

/** One touch, of a key or of whichever is chosen: the person is logged in, and the browser has its cookie. */
export async function logIn(fingerprint?: Uint8Array): Promise<Welcome> {
  const asked = await challenge();
  const only = fingerprint && credentialOf(fingerprint);
  const proof = { ...(await answer(asked, only)), nonce: asked.nonce };
  const welcome = await said(
    WelcomeSchema,
    "/auth/session",
    toJson(AuthenticateSchema, create(AuthenticateSchema, proof)),
  );
  remember(welcome.keyFingerprint, proof.credentialId);
  return welcome;
}

export const logOut = (): Promise<unknown> => request("DELETE", "/auth/session");

export const invitation = (code: string): Promise<InvitationView> =>
  said(InvitationViewSchema, "/auth/invitation", { code });

export const proofOf = (made: Registration, asked: Challenge) =>
  create(AuthenticateSchema, {
    form: SignedText_Form.PASSKEY_CREATED,
    protocol: asked.protocolMax,
    credentialId: made.key.credentialId,
    authenticatorData: made.authenticatorData,
    clientDataJson: made.clientDataJson,
    nonce: asked.nonce,
  });

export const enrol = (enrolment: Enrol): Promise<Welcome> =>
  said(WelcomeSchema, "/auth/enrol", toJson(EnrolSchema, create(EnrolSchema, enrolment)));
