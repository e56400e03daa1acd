// What the server says of itself to everybody: its checks, its version, the name and the key of its log.
// SPDX-License-Identifier: Apache-2.0
import { open } from "./http";

export interface Check {
  name: string;
  well: boolean;
  because: string;
}

export interface ServerFacts {
  checks: Check[];
  isReady: boolean;
  version: string;
  origin: string;
  logKey: string;
}

function members(json: string): Record<string, unknown> {
  try {
    return JSON.parse(json) as Record<string, unknown>;
  } catch {
    return {};
  }
}

const words = (value: unknown): string => (typeof value === "string" ? value : "");

/** Its lines are `[+]name` or `[-]name why`; `[!]` is a word of caution. */
export const readChecks = (health: string): Check[] =>
  [...health.matchAll(/^\[([+\-!])\](\S+) ?(.*)$/gm)].map(([, sign, name = "", because = ""]) =>
    ({ name, well: sign === "+", because }));

export async function serverFacts(): Promise<ServerFacts> {
  const paths = ["/readyz?verbose", "/version", "/.well-known/tocsin"] as const;
  const [health = "", version = "", log = ""] = await Promise.all(paths.map((path) => open(path)
    .catch(() => "")));
  const known = members(log);
  return {
    checks: readChecks(health), isReady: /^ok$/m.test(health), version: words(members(version)["version"]),
    origin: words(known["origin"]), logKey: words(known["log_key"]),
  };
}
