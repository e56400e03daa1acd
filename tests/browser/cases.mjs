// Cases that walks begin with, made on the command line: a demarche, a pledge call, silence.
// SPDX-License-Identifier: Apache-2.0
import { writeFileSync } from "node:fs";
import { join } from "node:path";

export const inSeconds = (seconds) => `${new Date(Date.now() + seconds * 1_000).toISOString().slice(0, 19)}Z`;

export function textOf({ demo }, title) {
  const file = join(demo.work, `${title.replaceAll(/\W/g, "-")}.md`);
  writeFileSync(file, `# ${title}\n\nWe, the undersigned, ask that access be restored.\n`);
  return file;
}

const lead = ({ demo }, line, ...more) => demo.cli("lead", ...line.split(" "), ...more);

function drafted(stage, kind, title) {
  const draft = `act draft-procedure --kind ${kind} --mode opt-in --label amber-strict --title`;
  const { subject } = lead(stage, draft, title).receipt;
  lead(stage, `act add-text ${subject} --language en --text-sha256 @${textOf(stage, title)}`);
  return subject;
}

const opened = (stage, subject, seconds) =>
  lead(stage, `reopen ${subject} --version 1 --threshold 1 --tally visible --deadline ${inSeconds(seconds)}`);

/** A demarche that three governments signed, and that closes by itself. */
export function demarche(stage, title, seconds, ...arranged) {
  const subject = drafted(stage, "demarche", title);
  const where = "--host IR --capital Tehran --level minister --form note-verbale --lead-mission CH";
  lead(stage, `arrange ${subject} ${where}`, ...arranged);
  opened(stage, subject, seconds);
  for (const slug of ["focal-ca", "focal-gh", "focal-cl"])
    stage.demo.cli(slug, "sign", subject, "--version", "1");
  return subject;
}

/** A pledge call that one government answered. */
export function pledgeCall(stage, title, seconds, by) {
  const subject = drafted(stage, "pledge-call", title);
  const need = { needId: "fund", kind: "MONEY", words: "Legal aid.", amount: "50000", currency: "EUR" };
  lead(stage, `needs ${subject}`, JSON.stringify([by ? { ...need, by: String(Date.parse(by)) } : need]));
  opened(stage, subject, seconds);
  stage.demo.cli("focal-ch", "pledge", subject, "fund", "--amount", "20000", "--visibility", "members");
  return subject;
}

/** Silence that ends by itself. */
export function silence(stage, title, seconds) {
  const how = ["--text", textOf(stage, title), "--closes", inSeconds(seconds)];
  return lead(stage, "open statement --mode silence --min 0", ...how).receipt.subject;
}
