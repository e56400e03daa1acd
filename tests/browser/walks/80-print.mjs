// On paper: the receipt and the procedure, without what only a screen needs, with the label and the time.
// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { Visit } from "../browser.mjs";

async function printed(visit, name) {
  const path = join(visit.results, `${name}.pdf`);
  await visit.page.pdf({ path, preferCSSPageSize: true, tagged: true, outline: true });
  return execFileSync("pdftotext", ["-layout", path, "-"], { encoding: "utf8" });
}

export async function walk(stage) {
  const { procedureId } = stage.demo.silent();
  const visit = await Visit.begin(stage, {
    slug: "focal-gh",
    path: `/procedures/${procedureId}/receipt`,
    view: "desk",
  });
  await visit.heading("Receipt");
  await visit.page.getByText("Leaf hash").waitFor();
  const receipt = await printed(visit, "receipt");
  for (const words of ["TLP:AMBER+STRICT", "EXERCISE", "Leaf hash", "Received by the server", "Printed 2"])
    stage.checks.that(`the printed receipt says ${words}`, receipt.includes(words), receipt);
  stage.checks.that("each page says which of how many it is", /1 ?\/ ?1/.test(receipt));
  for (const words of ["Save as PDF", "Settings", "English"])
    stage.checks.that(`and not ${words}`, !receipt.includes(words), receipt);
  await visit.page.goto(`${stage.url}/procedures/${procedureId}`);
  await visit.page.getByRole("heading", { name: "Positions" }).waitFor();
  const procedure = await printed(visit, "procedure");
  stage.checks.that(
    "a printed procedure lists every government by name",
    ["Argentina", "Ghana", "Norway"].every((name) => procedure.includes(name)),
    procedure,
  );
  await visit.end();
}
