// A mid phone on a fast 3G network, as DevTools has them: a quarter of a desk's processor, 1.4 Mbit/s, and
// 560 ms on every request and on a socket's opening. Chromium does not slow a socket's messages. The
// same phone on every machine: a fixed job says how much slower than this one it is.
// SPDX-License-Identifier: Apache-2.0

const network = { offline: false, latency: 562.5, downloadThroughput: 180_000, uploadThroughput: 84_375 };

const phones_ms = 9.6; // for that job: four times what a Xeon of 2.5 GHz takes

/** The quickest of thirty rounds of a job as a console has it, in ms: what else the machine does, it leaves out. */
const quickest = () => {
  const round = () => {
    const words = new Map();
    for (let i = 0; i < 20_000; i += 1) words.set(`w${i % 977}`, (words.get(`w${(i * 7) % 977}`) ?? 0) + i);
    return JSON.stringify([...words]).length;
  };
  let best = Infinity;
  for (let n = 0; n < 30; n += 1) {
    const began = performance.now();
    round();
    best = Math.min(best, performance.now() - began);
  }
  return best;
};

let found;
async function slowdown(context) {
  if (found) return found;
  const page = await context.newPage();
  found = Math.max(1, phones_ms / (await page.evaluate(quickest)));
  await page.close();
  return found;
}

/** This page, and the service worker that fetches for it. */
export async function asPhone({ context, page }) {
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", network);
  await session.send("Emulation.setCPUThrottlingRate", { rate: await slowdown(context) });
  return session;
}

/** A service worker is a target of its own, which no page's session reaches. */
export async function slowWorker(browser, url) {
  const session = await browser.newBrowserCDPSession();
  const { targetInfos } = await session.send("Target.getTargets");
  const worker = targetInfos.find((one) => one.type === "service_worker" && one.url.startsWith(url));
  if (!worker) throw new Error("there is no service worker");
  const { sessionId } = await session.send("Target.attachToTarget", { targetId: worker.targetId });
  const tell = (message) =>
    session.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify(message) });
  await tell({ id: 1, method: "Network.enable" });
  await tell({ id: 2, method: "Network.emulateNetworkConditions", params: network });
  return session;
}
