// Which tools a playbook has, and how each may be adopted: as the server's decide_playbook.cpp has it.
// SPDX-License-Identifier: Apache-2.0
import * as raise from "#m/raise";
import {
  AlertContent_Kind as Crisis,
  Playbook_Step_Tool as Tool,
  ProcedureDrafted_Mode as Mode,
} from "#proto/event";

export const crises = [
  Crisis.FULL_SHUTDOWN,
  Crisis.SERVICE_BLOCKING,
  Crisis.THROTTLING,
  Crisis.ARRESTS,
  Crisis.SURVEILLANCE,
  Crisis.LEGAL_ORDER,
  Crisis.OTHER_CRISIS,
];

const words: Partial<Record<Tool, () => string>> = {
  [Tool.STATEMENT_TOOL]: raise.tool_statement,
  [Tool.DEMARCHE_TOOL]: raise.tool_demarche,
  [Tool.PLEDGE_CALL_TOOL]: raise.tool_pledge_call,
  [Tool.EMBASSY_BRIEFING]: raise.tool_briefing,
  [Tool.ADVICE]: raise.tool_advice,
};
export const tools = Object.keys(words).map(Number) as Tool[];
export const toolWords = (tool: Tool): string => words[tool]?.() ?? "–";

/** None: the step starts no procedure. */
export function modesOf(tool: Tool): Mode[] {
  switch (tool) {
    case Tool.STATEMENT_TOOL:
      return [Mode.OPT_IN, Mode.ALIGNMENT, Mode.SILENCE, Mode.CHAIR_ON_BEHALF];
    case Tool.DEMARCHE_TOOL:
      return [Mode.OPT_IN, Mode.ALIGNMENT];
    case Tool.PLEDGE_CALL_TOOL:
      return [Mode.OPT_IN];
    default:
      return [];
  }
}

/** The mode that a tool begins with, or keeps. */
export const modeFor = (tool: Tool, mode: Mode): Mode =>
  modesOf(tool).includes(mode) ? mode : (modesOf(tool)[0] ?? Mode.MODE_UNSPECIFIED);
