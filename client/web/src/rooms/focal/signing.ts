// A position, from the text on the screen to the receipt. The hash that is signed is made from the
// text that was shown, never taken from what the server says of it.
// SPDX-License-Identifier: Apache-2.0
import { type Position_Stance as Stance, Realm } from "#proto/event";
import type { ProcedureView } from "#proto/view";
import { serverClock } from "../../state/clock.svelte";
import { session } from "../../state/session.svelte";
import { same, sha256, utf8 } from "../../wire/bytes";
import type { Sent } from "../../wire/outbox";
import { holds } from "../../wire/receipt";
import { Interrupted } from "../../wire/refusal";
import { signOnText } from "../../wire/sign_texts";

export interface Intent {
  view: ProcedureView;
  /** The bytes that were on the screen. */
  shown: Uint8Array;
  stance: Stance;
  words: string;
  amendment: boolean;
  answerBy: number;
  /** Leaf hash of the answer of one's own government that it openly replaces. */
  supersedes?: Uint8Array | undefined;
}

export class OtherText extends Error {}

export async function sign(intent: Intent): Promise<Sent> {
  const { view, stance } = intent;
  const { connection } = session;
  const textHash = await sha256(intent.shown);
  if (!same(textHash, view.textSha256))
    throw new OtherText("the text shown is not the one that the procedure names");
  const origin = connection.challenge?.origin;
  if (!origin || session.state !== "live") throw new Interrupted();

  const prepared = view.prepared;
  const document = prepared
    ? prepared.reservationSha256
    : intent.words
      ? await connection.deposit(intent.words)
      : undefined;
  if (!prepared && document && !same(document, await sha256(utf8(intent.words.normalize("NFC")))))
    throw new OtherText("the server names the explanation otherwise than we do");
  const text = signOnText({
    exercise: view.realm === Realm.EXERCISE,
    origin,
    procedure: view.procedureId,
    version: view.version,
    textHash,
    deadline: Number(view.deadline),
    party: session.party,
    stance,
    document,
    supersedes: prepared ? prepared.supersedes : intent.supersedes,
    fingerprint: session.fingerprint,
    seconds: Math.floor(serverClock.now() / 1000),
  });
  const signedText = await connection.signer().sign(text);
  const sent = await connection.outbox.command({
    case: "takePosition",
    value: { signedText, answerBy: BigInt(intent.answerBy), amendment: intent.amendment },
  });
  checked = {
    index: sent.receipt.index,
    true: await holds(sent.receipt, sent.id, session.who?.person ?? new Uint8Array()),
  };
  return sent;
}

/** The last receipt of this page, and whether it held when it was checked here. */
let checked = { index: -1n, true: false };
export const receiptHeld = (index: bigint): boolean | undefined =>
  checked.index === index ? checked.true : undefined;
