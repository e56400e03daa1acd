// What changed between two versions of a text: lines first, then words within lines that were replaced.
// SPDX-License-Identifier: Apache-2.0

export interface Part {
  kind: "same" | "gone" | "new";
  words: string;
}

/** The longest common run of two lists, as steps from the first to the second. */
function steps(a: readonly string[], b: readonly string[]): Part[] {
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i * width + j] =
        a[i] === b[j]
          ? (longest[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(longest[(i + 1) * width + j] ?? 0, longest[i * width + j + 1] ?? 0);

  const parts: Part[] = [];
  const add = (kind: Part["kind"], words: string): void => {
    const last = parts.at(-1);
    if (last?.kind === kind) last.words += words;
    else parts.push({ kind, words });
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && a[i] === b[j]) {
      add("same", a[i] ?? "");
      i++;
      j++;
    } else if (
      j === b.length ||
      (i < a.length && (longest[(i + 1) * width + j] ?? 0) >= (longest[i * width + j + 1] ?? 0))
    )
      add("gone", a[i++] ?? "");
    else add("new", b[j++] ?? "");
  }
  return parts;
}

const lines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
const words = (text: string): string[] => text.match(/\s+|[^\s]+/g) ?? [];

/**
 * Words that were replaced one by one read as one replacement: what only blanks stand between is
 * taken together.
 */
function together(parts: readonly Part[]): Part[] {
  const joined: Part[] = [];
  let gone = "";
  let fresh = "";
  const settle = (): void => {
    if (gone.trim()) joined.push({ kind: "gone", words: gone });
    if (fresh) joined.push({ kind: gone.trim() || fresh.trim() ? "new" : "same", words: fresh });
    [gone, fresh] = ["", ""];
  };
  parts.forEach((part, at) => {
    const between = part.kind === "same" && part.words.trim() === "" && at > 0 && at < parts.length - 1;
    if (part.kind === "gone" || between) gone += part.words;
    if (part.kind === "new" || between) fresh += part.words;
    if (part.kind === "same" && !between) {
      settle();
      joined.push({ ...part });
    }
  });
  settle();
  return joined;
}

export function changes(before: string, after: string): Part[] {
  const found = steps(lines(before), lines(after));
  return found.flatMap((part, at) => {
    const next = found[at + 1];
    if (part.kind === "gone" && next?.kind === "new")
      return together(steps(words(part.words), words(next.words)));
    return part.kind === "new" && found[at - 1]?.kind === "gone" ? [] : [part];
  });
}
