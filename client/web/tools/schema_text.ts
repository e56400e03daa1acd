// Writes the schema's description as text instead of base64: gzip finds repeated names in it, a
// third is saved.
// SPDX-License-Identifier: Apache-2.0
import type { Plugin } from "vite";

export function schemaText(): Plugin {
  return {
    name: "tocsin-schema-text",
    apply: "build",
    transform(code, id) {
      if (!id.includes("/src/gen/")) return null;
      const written = code.replace(
        /fileDesc\("([A-Za-z0-9+/=]+)"/g,
        (_, base64: string) =>
          `fileDesc(btoa(${JSON.stringify(Buffer.from(base64, "base64").toString("latin1"))})`,
      );
      return { code: written, map: null };
    },
  };
}
