// The one policy for script addresses (Trusted Types), and the service worker it lets in. A second
// policy of the same name is refused by the browser, so nothing else may make one.
// SPDX-License-Identifier: Apache-2.0

interface ScriptPolicy {
  createScriptURL(url: string): unknown;
}
declare global {
  interface Window {
    trustedTypes?: {
      createPolicy(name: string, rules: { createScriptURL(url: string): string }): ScriptPolicy;
    };
  }
}

const worker = "/sw.js";
const allowed = new Set([worker]);

/**
 * Rooms with a worker of their own name it here, by the address that the build gave it, before they
 * start it.
 */
export const allowScript = (url: string): void => {
  if (!new URL(url, location.href).pathname.startsWith("/a/"))
    throw new TypeError("not a script of this build");
  allowed.add(url);
};

function check(url: string): string {
  if (!allowed.has(url)) throw new TypeError(`not a script of this console: ${url}`);
  return url;
}

const policy = window.trustedTypes?.createPolicy("tocsin-script-url", { createScriptURL: check });
export const trusted = (url: string): string =>
  policy ? (policy.createScriptURL(url) as string) : check(url);

export function registerWorker(): void {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  void navigator.serviceWorker
    .register(trusted(worker), { scope: "/", updateViaCache: "none" })
    .catch(() => {});
}
