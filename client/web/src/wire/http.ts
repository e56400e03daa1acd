// The only file that fetches: log-in and enrolment over HTTP, and which build the server holds.
// SPDX-License-Identifier: Apache-2.0

export interface Reply {
  status: number;
  json: unknown;
}

/** One request to this page's own server. A refusal is a reply like any other; no reply at all throws. */
export async function request(
  method: "POST" | "DELETE",
  path: `/auth/${string}`,
  body?: unknown,
): Promise<Reply> {
  const reply = await fetch(path, {
    method,
    credentials: "same-origin",
    redirect: "error",
    cache: "no-store",
    ...(body === undefined
      ? {}
      : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  const isJson = reply.headers.get("content-type")?.startsWith("application/json") ?? false;
  return { status: reply.status, json: isJson ? await reply.json() : undefined };
}

/** The build of the console that the server would serve now. */
export async function servedBuild(): Promise<string | undefined> {
  try {
    const reply = await fetch("/version.json", { cache: "no-store", redirect: "error" });
    const said = reply.ok ? ((await reply.json()) as { build?: unknown }) : {};
    return typeof said.build === "string" ? said.build : undefined;
  } catch {
    return undefined;
  }
}

/** What the server says to everybody: its health, its version, its log's key. */
export async function open(path: "/readyz?verbose" | "/version" | "/.well-known/tocsin"): Promise<string> {
  return (await fetch(path, { cache: "no-store", redirect: "error" })).text();
}
