// The tabs of one browser agree on one of them: what rings, rings once.
// SPDX-License-Identifier: Apache-2.0
const channel = new BroadcastChannel("tocsin-alarm");
const claimed = new Set<string>(); // by some tab of this browser
const chance = 150; // milliseconds in which tabs agree on one

channel.onmessage = ({ data }) => claimed.add(String(data));

export async function isMine(key: string): Promise<boolean> {
  await new Promise((resolve) => setTimeout(resolve, Math.random() * chance));
  if (claimed.has(key)) return false;
  claimed.add(key);
  channel.postMessage(key);
  return true;
}
