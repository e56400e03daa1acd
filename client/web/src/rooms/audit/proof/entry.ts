// One entry as it was given: the 76 bytes of its header, and its payload where this reader has it
// (docs/LOG_FORMAT.md 1, 2).
// SPDX-License-Identifier: Apache-2.0
import { hex } from "../../../wire/bytes";
import type { Message } from "./wire_format";

/** Field numbers of `tocsin.v1.Event` that the verifier reads; all others it only hashes. */
export const Kind = {
  logFounded: 10, personInvited: 20, keyAdded: 22, keyRevoked: 23, positionTaken: 53,
    positionReceivedLate: 54,
  positionPrepared: 63, rolesChanged: 91, logKeyChanged: 96,
} as const;

export interface Given {
  index: number;
  header: Uint8Array;
  salt: Uint8Array;
  payload: Uint8Array;
  /** Of a case: inclusion in the checkpoint's tree, leaf sibling first. */
  proof?: Uint8Array[];
}

export interface Header {
  realm: number;
  kind: number;
  recordedAt: number;
  actor: string;
  command: string; // actor and command id: what led to the entry
  commitment: Uint8Array;
}

export const server = "0".repeat(32);

export function readHeader(bytes: Uint8Array): Header | undefined {
  if (bytes.length !== 76 || bytes[0] !== 1 || (bytes[1] ?? 2) > 1) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    realm: view.getUint8(1),
    kind: view.getUint16(2),
    recordedAt: Number(view.getBigUint64(4)),
    actor: hex(bytes.subarray(12, 28)),
    command: hex(bytes.subarray(12, 44)),
    commitment: bytes.slice(44),
  };
}

/** An entry that was read, on its way through the folds. */
export interface Entry {
  index: number;
  header: Header;
  leaf: Uint8Array;
  receivedAt: number;
  event: Message;
}
