// What a page loads first is one file: many small ones cost more bytes and more journeys than they save.
// SPDX-License-Identifier: Apache-2.0

interface Graph {
  getModuleInfo(id: string): { importedIds: readonly string[] } | null;
}

/** Reached through a library's list of all it has, and used by what is loaded later: JSON is spoken at the
   log-in alone. */
const later = /\/protobuf\/dist\/esm\/((from|to)-json|wire\/text-format)\.js$/;

let first: Set<string> | undefined;

/** Names the chunk of every module that the entry reaches without waiting; the rest is chunked as it comes.
   */
export function firstChunk(entry: string): (id: string, graph: Graph) => string | null {
  const reach = (graph: Graph): Set<string> => {
    const seen = new Set<string>();
    const visit = (id: string): void => {
      if (seen.has(id) || later.test(id)) return;
      seen.add(id);
      graph.getModuleInfo(id)?.importedIds.forEach(visit);
    };
    visit(entry);
    return seen;
  };
  return (id, graph) => ((first ??= reach(graph)).has(id) ? "first" : null);
}
