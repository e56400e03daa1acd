// Whom a demarche is made to, and how.
// SPDX-License-Identifier: Apache-2.0
import * as steer from "#m/steer";
import { DemarcheTerms_Form as Form, DemarcheTerms_Level as Level } from "#proto/event";

type Words<K extends number> = Partial<Record<K, () => string>>;
export const levelWords: Words<Level> = {
  [Level.HEAD_OF_STATE]: steer.level_state,
  [Level.HEAD_OF_GOVERNMENT]: steer.level_government,
  [Level.MINISTER]: steer.level_minister,
  [Level.VICE_MINISTER]: steer.level_vice,
  [Level.DIRECTOR]: steer.level_director,
  [Level.DESK]: steer.level_desk,
};
export const formWords: Words<Form> = {
  [Form.JOINT_CALL]: steer.form_call,
  [Form.NOTE_VERBALE]: steer.form_note,
  [Form.LETTER]: steer.form_letter,
};
export const optionsOf = (words: Words<number>): { value: number; label: string }[] =>
  Object.entries(words).map(([value, label]) => ({ value: Number(value), label: label?.() ?? "" }));
