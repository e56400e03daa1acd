// Keys that the page at hand adds to those of the frame: "E" acknowledges where there is something
// to acknowledge.
// SPDX-License-Identifier: Apache-2.0

interface Key {
  words: () => string;
  run: () => void;
}

const bound = new Map<string, Key[]>();

export const keys = {
  /** For the life of a page; the answer takes it back. */
  bind(key: string, words: () => string, run: () => void): () => void {
    const one = { words, run };
    bound.set(key, [...(bound.get(key) ?? []), one]);
    return () =>
      bound.set(
        key,
        (bound.get(key) ?? []).filter((other) => other !== one),
      );
  },
  press(key: string): boolean {
    const last = bound.get(key)?.at(-1);
    last?.run();
    return last !== undefined;
  },
  shown: (): [string, string][] =>
    [...bound].flatMap(([key, all]) =>
      all.slice(-1).map((one): [string, string] => [key.toUpperCase(), one.words()]),
    ),
};
