// Many notes written without a network: more than the server takes from one person at once. All of them are
// recorded when there is one, in the order they were written, and few are asked for twice.
// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from "node:timers/promises";
import { Visit } from "../browser.mjs";
import { tapped, times, withoutNetwork } from "../weather.mjs";

const many = 40; // thirty at once, then a hundred a minute

export async function walk(stage) {
  const { checks, demo } = stage;
  const { slug, procedureId } = demo.silent();
  const visit = await Visit.begin(stage, { slug, path: `/procedures/${procedureId}` });
  visit.weather = true;
  const { page } = visit;
  const wire = await tapped(visit);
  const field = page.getByRole("textbox", { name: "Add a note" });
  await field.waitFor();
  const before = times(demo, procedureId, "note_added");
  const recorded = () => times(demo, procedureId, "note_added") - before;
  await withoutNetwork(visit, async () => {
    for (let n = 1; n <= many; n++) {
      await field.fill(`Note ${n} of ${many}, written on a train.`);
      await page.getByRole("button", { name: "Add", exact: true }).click();
    }
    await page.getByText(`Note ${many} of ${many}`).waitFor();
    checks.same("many notes wait without a network, and none is recorded", recorded(), 0);
    await visit.isSound("many-notes-wait");
    wire.commands.length = 0;
  });
  for (let n = 0; recorded() < many && n < 20; n++) await sleep(1_000);
  checks.same("more notes than the server takes at once are all recorded", recorded(), many);
  const sent = wire.commands.length;
  checks.that(`of them few were asked for twice (${sent} sent)`, sent >= many && sent < 2 * many);
  checks.same("each was the same bytes whenever it was sent", new Set(wire.commands).size, many);
  const words = demo.cli("lead", "show", procedureId).notes.map((one) => one.text);
  checks.same(
    "they stand in the order they were written",
    words.filter((one) => one.endsWith("on a train.")),
    Array.from({ length: many }, (_, n) => `Note ${n + 1} of ${many}, written on a train.`),
  );
  await page.getByText(`Note ${many} of ${many}`).waitFor();
  await visit.isClean("many notes in bad weather");
  await visit.end();
}
