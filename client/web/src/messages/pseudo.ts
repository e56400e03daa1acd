// A language that nobody speaks: accents and forty per cent more length, so that tests see what
// would not fit, and what was never given to translators.
// SPDX-License-Identifier: Apache-2.0
const accents: Record<string, string> = {
  a: "á",
  c: "ç",
  e: "é",
  i: "í",
  n: "ñ",
  o: "ó",
  s: "š",
  u: "ú",
  y: "ý",
  A: "Á",
  E: "É",
  I: "Í",
  N: "Ñ",
  O: "Ó",
  U: "Ú",
};

export function pseudo(text: string): string {
  const accented = text.replace(/\{\w+\}|[a-zA-Z]/g, (part) => accents[part] ?? part);
  const more = Math.ceil(text.replace(/\{\w+\}/g, "").length * 0.4);
  return `⟦${accented}${" ~~~~".repeat(Math.ceil(more / 5)).slice(0, more)}⟧`;
}
