// Signed notes and checkpoints (docs/LOG_FORMAT.md 4; C2SP signed-note and tlog-checkpoint).
// SPDX-License-Identifier: Apache-2.0
import { type Bytes, hex, join, same, sha256, unhex, utf8 } from "../../../wire/bytes";
import { unbase64 } from "./base64";
import { verify } from "./ed25519";

const kind = Uint8Array.of(1); // Ed25519
const lines_max = 100;
const isName = (name: string): boolean => name !== "" && !/[\s+]/u.test(name);

export interface LogKey {
  text: string; // as it is published
  name: string;
  id: string; // 8 hex digits
  publicKey: Uint8Array;
}

export const keyId = async (name: string, publicKey: Uint8Array): Promise<Bytes> =>
  (await sha256(utf8(`${name}\n`), kind, publicKey)).slice(0, 4);

/** Of `name+8 hex digits+base64`; nothing, where it is not a key of a log. */
export async function readLogKey(text: string): Promise<LogKey | undefined> {
  const found = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text.trim());
  const body = found ? unbase64(found[3] ?? "") : undefined;
  if (!found || !body || body.length !== 33 || body[0] !== 1 || !isName(found[1] ?? "")) return undefined;
  const key = { text: text.trim(), name: found[1] ?? "", id: found[2] ?? "", publicKey: body.slice(1) };
  return hex(await keyId(key.name, key.publicKey)) === key.id ? key : undefined;
}

export interface Checkpoint {
  origin: string;
  size: number;
  root: Uint8Array;
  text: string; // what is signed
  signatures: { name: string; id: string; signature: Uint8Array }[];
}

export function readCheckpoint(note: string): Checkpoint | undefined {
  const at = note.lastIndexOf("\n\n");
  if (at < 0 || !note.endsWith("\n") || /[\0-\t\v-\x1f]/.test(note)) return undefined;
  const text = note.slice(0, at + 1);
  const rows = note.slice(at + 2).split("\n").slice(0, -1);
  if (rows.length === 0 || rows.length > lines_max) return undefined;
  const signatures = rows.map((row) => {
    const [dash, name = "", blob = "", ...more] = row.split(" ");
    const bytes = unbase64(blob);
    if (dash !== "—" || !isName(name) || more.length > 0 || !bytes || bytes.length < 5) return undefined;
    return { name, id: hex(bytes.subarray(0, 4)), signature: bytes.subarray(4) };
  });
  const [origin = "", size = "", root = "", ...rest] = text.split("\n");
  const digest = unbase64(root);
  if (origin === "" || !/^(0|[1-9][0-9]{0,15})$/.test(size) || digest?.length !== 32
    || rest.at(-1) !== "") return undefined;
  if (rest.slice(0, -1).includes("") || signatures.includes(undefined)) return undefined;
  return { origin, size: Number(size), root: digest, text,
    signatures: signatures.filter((one) => one !== undefined) };
}

/** Whether one of these keys signed it. A line of a known key that does not hold makes the whole note void.
   */
export async function isSigned(point: Checkpoint, keys: readonly LogKey[]): Promise<boolean> {
  const known = new Map(keys.map((key) => [`${key.name} ${key.id}`, key]));
  let signed = false;
  for (const { name, id, signature } of point.signatures) {
    const key = known.get(`${name} ${id}`);
    if (!key) continue;
    known.delete(`${name} ${id}`); // of two lines of one key the first counts
    if (!(await verify(key.publicKey, utf8(point.text), signature))) return false;
    signed = true;
  }
  return signed;
}

/** A key of this log by its 32 bytes. */
export async function logKeyOf(name: string, publicKey: Uint8Array): Promise<LogKey> {
  const id = hex(await keyId(name, publicKey));
  return { text: "", name, id, publicKey };
}

export const sameKey = (a: LogKey, b: LogKey): boolean => a.name === b.name && same(a.publicKey, b.publicKey);

const changeLines = [
  "tocsin\\.example/log-key/v1", "log (.+)", "old-key ([0-9a-f]{64})", "new-key ([0-9a-f]{64})",
  "time [0-9]{1,12}",
];
const changeForm = new RegExp(`^${changeLines.join("\\n")}\\n$`);

export interface Change { oldKey: Uint8Array; newKey: Uint8Array; text: string; oldSignature: Uint8Array;
  newSignature: Uint8Array }

/** Both keys signed that one follows the other. */
export async function changeHolds(change: Change, origin: string): Promise<boolean> {
  const said = changeForm.exec(change.text);
  if (!said || said[1] !== origin || !same(unhex(said[2] ?? ""), change.oldKey)
    || !same(unhex(said[3] ?? ""), change.newKey)) return false;
  const bytes = join(utf8(change.text));
  return (await verify(change.oldKey, bytes, change.oldSignature))
    && verify(change.newKey, bytes, change.newSignature);
}
