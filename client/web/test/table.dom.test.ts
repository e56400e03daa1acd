// A long table: its window on the screen, and every row on paper.
// SPDX-License-Identifier: Apache-2.0
import { type Component, createRawSnippet, flushSync, mount, tick, unmount } from "svelte";
import { expect, it } from "vitest";
import Table from "../src/ui/Table.svelte";

it("a long table draws what is in view, and all of it when it is printed", async () => {
  const rows = Array.from({ length: 400 }, (_, n) => `row ${n}`);
  const row = createRawSnippet<[string]>((words) => ({ render: () => `<td>${words()}</td>` }));
  const props = { rows, columns: ["What"], caption: "Rows", key: (one: string) => one, row };
  const table = mount(Table as unknown as Component<typeof props>, { target: document.body, props });
  flushSync();
  const drawn = (): number => document.querySelectorAll("tbody tr:not([aria-hidden])").length;
  expect(drawn()).toBeLessThan(100);
  dispatchEvent(new Event("beforeprint"));
  expect(drawn()).toBe(400);
  dispatchEvent(new Event("afterprint"));
  await tick();
  expect(drawn()).toBeLessThan(100);
  await unmount(table);
});
