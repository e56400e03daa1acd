// How a page scrolls on half of the processor: which share of its frames came in time, and how long its
// own work was in each.
// SPDX-License-Identifier: Apache-2.0

export const frame = 1000 / 60;
const late = 1.5 * frame; // then one was left out

/** Scrolls to and fro, a step each frame; answers when each came, and how many moved the page. */
const scrolled = (page, frames) =>
  page.evaluate(
    (count) =>
      new Promise((resolve) => {
        const times = [];
        let [way, moved] = [60, 0];
        const step = (now) => {
          times.push(now);
          const before = scrollY;
          scrollBy(0, way);
          if (scrollY === before) way = -way;
          else moved += 1;
          if (times.length <= count) requestAnimationFrame(step);
          else resolve({ times, moved });
        };
        requestAnimationFrame(step);
      }),
    frames,
  );

/** The share of frames in time, and the milliseconds of the page's own thread for each. */
export async function scrolls(page, frames = 120) {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 2 });
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const spent = async () =>
    (await session.send("Performance.getMetrics")).metrics.find((one) => one.name === "TaskDuration").value;
  await scrolled(page, 20); // what was never drawn is drawn once
  const before = await spent();
  const { times, moved } = await scrolled(page, frames);
  const each = ((await spent() - before) * 1000) / frames;
  await session.detach();
  const gaps = times.slice(1).map((at, n) => at - times[n]);
  return { inTime: gaps.filter((gap) => gap < late).length / gaps.length, each, moved };
}
