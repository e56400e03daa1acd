// A receipt, checked without trust: its leaf hash is made from the entry's header, which names the
// person and the command (docs/LOG_FORMAT.md 1 and 3).
// SPDX-License-Identifier: Apache-2.0
import type { Receipt } from "#proto/frame";
import { hex, same, sha256 } from "./bytes";

const actor = 12;
const command = 28;
const header = 76;

export async function holds(receipt: Receipt, commandId: string, person: Uint8Array): Promise<boolean> {
  const bytes = receipt.header;
  return (
    bytes.length === header &&
    hex(bytes.subarray(command, command + 16)) === commandId &&
    same(bytes.subarray(actor, actor + 16), person) &&
    same(await sha256(new Uint8Array([0]), bytes), receipt.leafHash)
  );
}
