// Which build of the console runs here, and whether the server holds another: an installed page
// must not stay behind.
// SPDX-License-Identifier: Apache-2.0
import { servedBuild } from "../wire/http";

const every = 15 * 60_000;
const here = document.querySelector<HTMLMetaElement>('meta[name="build"]')?.content;

class Build {
  isNew = $state(false);

  async check(): Promise<void> {
    const served = await servedBuild();
    if (served !== undefined && served !== here) this.isNew = true;
  }

  watch(): void {
    void this.check();
    setInterval(() => void this.check(), every);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState !== "visible") return;
      void this.check();
    });
  }

  apply(): void {
    location.reload();
  }
}

export const build = new Build();
