// How the console is built, served while it is written, and tested.
// SPDX-License-Identifier: Apache-2.0
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { serviceWorker } from "./tools/service_worker.ts";

const names = { entryFileNames: "a/[name].[hash].js", chunkFileNames: "a/[name].[hash].js" };
const server = process.env["TOCSIN_SERVER"] ?? "http://localhost:8080";
const proxied = ["/auth", "/version", "/checkpoint", "/tile", "/.well-known"];

export default defineConfig({
  plugins: [svelte(), serviceWorker()],
  // Without the condition vitest would mount Svelte's server build.
  resolve: process.env["VITEST"] ? { conditions: ["browser"] } : {},
  worker: { format: "es", rolldownOptions: { output: names } },
  build: {
    target: "es2023",
    assetsDir: "a",
    assetsInlineLimit: 0, // The policy allows no inline script, and data: for images only.
    // The service worker keeps every file from the first visit on: lists of what else to load would only make it longer.
    modulePreload: { polyfill: false, resolveDependencies: () => [] },
    cssCodeSplit: false, // One sheet of 9 kB is a third less than forty of them.
    reportCompressedSize: false, // tools/budget.mjs measures, and judges.
    rolldownOptions: {
      output: {
        ...names,
        assetFileNames: "a/[name].[hash][extname]",
        // What the first page loads is one file, and so is what several pages of a large room share: names and the
        // seams between small files cost more than they save. The service worker stands alone.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: "first", tags: ["$initial"], test: /^(?!.*\/sw\.ts)/, priority: 1 },
            { name: "leading", test: /\/rooms\/lead\//, minShareCount: 2 },
          ],
        },
      },
    },
  },
  server: {
    // The server knows one origin; a page served from here says that it is that one.
    proxy: {
      ...Object.fromEntries(
        proxied.map((path) => [path, { target: server, changeOrigin: true, headers: { origin: server } }]),
      ),
      "/ws": { target: server, ws: true, changeOrigin: true, headers: { origin: server } },
    },
  },
  test: {
    projects: [
      {
        extends: true,
        test: { name: "node", include: ["test/**/*.node.test.{ts,mjs}"], environment: "node" },
      },
      { extends: true, test: { name: "dom", include: ["test/**/*.dom.test.ts"], environment: "happy-dom" } },
    ],
  },
});
