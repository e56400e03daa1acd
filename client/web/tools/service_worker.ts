// Builds src/sw.ts beside the page, tells it what to keep, and writes the build's id into it, the page
// and version.json.
// SPDX-License-Identifier: Apache-2.0
import { createHash } from "node:crypto";
import type { Plugin } from "vite";

/** What is kept from the start; chunks that are asked for later are kept when they come. */
const isKept = (name: string): boolean => name.startsWith("a/");

export function serviceWorker(): Plugin {
  return {
    name: "tocsin-service-worker",
    apply: "build",
    buildStart() {
      this.emitFile({ type: "chunk", id: "src/sw.ts", fileName: "sw.js" });
    },
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const names = Object.keys(bundle).filter(isKept).sort();
        const hash = createHash("sha256");
        for (const name of [...names, "index.html"]) {
          const part = bundle[name];
          hash.update(name).update(part === undefined ? "" : part.type === "chunk" ? part.code : part.source);
        }
        const build = hash.digest("hex").slice(0, 16);
        const worker = bundle["sw.js"];
        if (worker?.type !== "chunk") throw new Error("sw.js was not built");
        if (worker.imports.length > 0)
          throw new Error("sw.ts must import nothing: it is registered as a classic script");
        worker.code = worker.code
          .replace(/["'`]__KEPT__["'`]/, () => JSON.stringify(names))
          .replaceAll("__BUILD__", build); // inside other words, too: the bundler joins what never changes
        const page = bundle["index.html"];
        if (page?.type !== "asset" || typeof page.source !== "string")
          throw new Error("index.html was not built");
        page.source = page.source.replace("__BUILD__", build);
        this.emitFile({ type: "asset", fileName: "version.json", source: `${JSON.stringify({ build })}\n` });
      },
    },
  };
}
