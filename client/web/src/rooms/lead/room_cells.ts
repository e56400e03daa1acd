// The cells of the response room: one per government, by regional group, each with a sign, a word and a name.
// What they say is what the server's view says.
// SPDX-License-Identifier: Apache-2.0
import * as m from "#m/lead";
import { Party_Region as Region, Position_Stance as Stance } from "#proto/event";
import type { PositionLine, ProcedureView } from "#proto/view";
import { time } from "../../messages/form";
import { stance } from "../../messages/words";
import { partyLine, partyName } from "../../state/directory.svelte";
import { session } from "../../state/session.svelte";
import { ms } from "../../wire/bytes";
import type { Cell } from "../../ui/roster";
import { regions } from "./tally";

export interface Group {
  region: Region;
  cells: Cell[];
}

type Shape = Pick<Cell, "sign" | "tone">;
const shapes: Partial<Record<Stance, Shape>> = {
  [Stance.SIGN]: { sign: "✔", tone: "signed" },
  [Stance.SIGN_WITH_EXPLANATION]: { sign: "✎", tone: "signed" },
  [Stance.SIGN_AD_REFERENDUM]: { sign: "◔", tone: "signed" },
  [Stance.ASSOCIATE]: { sign: "✔", tone: "signed" },
  [Stance.NOT_JOINING]: { sign: "✖", tone: "apart" },
  [Stance.ABSTAIN]: { sign: "–", tone: "apart" },
  [Stance.OBJECT]: { sign: "✖", tone: "apart" },
  [Stance.AWAITING_INSTRUCTIONS]: { sign: "◔", tone: "silent" },
  [Stance.RECUSED]: { sign: "–", tone: "silent" },
};

/** What the key under the roster explains, in this order. */
export const legend = (): { sign: Cell["sign"]; words: string }[] => [
  { sign: "✔", words: m.sign_signed() },
  { sign: "✎", words: m.sign_explained() },
  { sign: "◔", words: m.sign_pending() },
  { sign: "✖", words: m.sign_apart() },
  { sign: "–", words: m.sign_aside() },
  { sign: "·", words: m.sign_silent() },
  { sign: "!", words: m.sign_unreached() },
];

function cellOf(line: PositionLine, view: ProcedureView): Cell {
  const base = { party: line.party, name: line.name, own: line.party === session.party };
  const shape = shapes[line.stance];
  if (view.pledges.some(({ party }) => party === line.party))
    return { ...base, sign: "✔", tone: "signed", words: m.pledged() };
  if (line.onOlderText)
    return { ...base, sign: "!", tone: "late", words: m.on_older_text({ stance: stance(line.stance) }) };
  if (shape)
    return {
      ...base,
      ...shape,
      words: m.stance_at({ stance: stance(line.stance), time: time(ms(line.at)) }),
    };
  if (view.unreached.includes(line.party))
    return { ...base, sign: "!", tone: "late", words: m.silent_unreached() };
  const words = line.reachedAt > 0n ? m.silent_reached({ time: time(ms(line.reachedAt)) }) : m.silent();
  return { ...base, sign: "·", tone: "silent", words };
}

export function groupsOf(view: ProcedureView, silentOnly: boolean): Group[] {
  const recused = view.recused.map((party): Cell => ({
    party,
    name: partyName(party),
    sign: "–",
    tone: "silent",
    words: stance(Stance.RECUSED),
  }));
  const cells = [...view.positions.map((line) => cellOf(line, view)), ...recused]
    .filter((cell, at, all) => all.findIndex((other) => other.party === cell.party) === at)
    .filter(({ sign }) => !silentOnly || sign === "·" || sign === "!" || sign === "◔");
  const regionOf = ({ party }: Cell): Region => partyLine(party)?.party?.region ?? Region.REGION_UNSPECIFIED;
  return [...regions, Region.REGION_UNSPECIFIED]
    .map((region) => ({ region, cells: cells.filter((cell) => regionOf(cell) === region) }))
    .filter(({ cells: some }) => some.length > 0);
}
