// A mid phone on a fast 3G network, as DevTools has them: a quarter of the processor, 1.4 Mbit/s, and
// 560 ms on every request and on a socket's opening. Chromium does not slow a socket's messages.
// SPDX-License-Identifier: Apache-2.0

const network = { offline: false, latency: 562.5, downloadThroughput: 180_000, uploadThroughput: 84_375 };

/** This page, and the service worker that fetches for it. */
export async function asPhone({ context, page }) {
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", network);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
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
