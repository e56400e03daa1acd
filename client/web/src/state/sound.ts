// Three short cues, made here: grave, moderate, and a soft one for a deadline. Silent until a
// person pressed Play, which is also what a browser asks for.
// SPDX-License-Identifier: Apache-2.0
import { settings } from "./settings.svelte";

export type Cue = "grave" | "moderate" | "deadline";

/** Tones of a cue: hertz, and seconds from its beginning to its end. */
const cues: Record<Cue, readonly (readonly [number, number, number])[]> = {
  grave: [
    [880, 0, 0.3],
    [660, 0.3, 0.6],
    [880, 0.6, 0.9],
    [660, 0.9, 1.2],
  ],
  moderate: [[660, 0, 0.35]],
  deadline: [
    [440, 0, 0.25],
    [440, 0.4, 0.65],
  ],
};

let context: AudioContext | undefined;

/** From a tap: lets this page sound from here on. */
export async function unlock(): Promise<void> {
  context ??= new AudioContext();
  await context.resume();
}

export function play(cue: Cue): void {
  if (!settings.sound) return;
  context ??= new AudioContext();
  if (context.state === "suspended") void context.resume();
  const start = context.currentTime + 0.02;
  for (const [hertz, from, until] of cues[cue]) {
    const tone = context.createOscillator();
    const gain = context.createGain();
    tone.frequency.value = hertz;
    gain.gain.setValueAtTime(0, start + from);
    gain.gain.linearRampToValueAtTime(settings.volume * 0.5, start + from + 0.02);
    gain.gain.linearRampToValueAtTime(0, start + until);
    tone.connect(gain).connect(context.destination);
    tone.start(start + from);
    tone.stop(start + until);
  }
}
