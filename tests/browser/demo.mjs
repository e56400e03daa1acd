// The demo behind the browser: its persons' links, the command line as another client, and the
// server itself, which may be stopped and started.
// SPDX-License-Identifier: Apache-2.0
import { execFileSync, spawn } from "node:child_process";
import { openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const programs = process.env.TOCSIN_PROGRAMS ?? "build/release";
const named = ["CA", "GH", "NO"];

export class Demo {
  constructor(url, work) {
    Object.assign(this, { url, work, folder: join(work, "demo") });
  }

  /** A person's seed in the fragment, which the console takes out of the address at once. */
  link(slug) {
    const seed = Buffer.from(readFileSync(join(this.folder, "keys", `${slug}.key`), "ascii").trim(), "hex");
    return `#key=${seed.toString("base64url")}`;
  }

  /** What the command line says to one of the demo's persons. */
  cli(as, ...words) {
    const said = execFileSync(
      join(programs, "tocsin"),
      ["--demo", "--as", as, "--json", "--yes", "--no-input", ...words],
      { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] },
    );
    return said.trim() ? JSON.parse(said.trim().split("\n").at(-1)) : undefined;
  }

  /**
   * A government that has not answered the open statement yet and owes an acknowledgement, and that
   * no walk names.
   */
  silent() {
    const { procedureId } = this.cli("lead", "procedures").procedures.find((one) => one.state === "OPEN");
    const { positions, version } = this.cli("lead", "show", procedureId);
    const { alerts } = this.cli("lead", "alerts");
    const owing = alerts.flatMap(({ alertId }) =>
      this.cli("lead", "show", alertId).reach.filter((one) => one.owing),
    );
    const { party, name } = positions.find(
      (one) => !one.stance && !named.includes(one.party) && owing.some((other) => other.party === one.party),
    );
    return { procedureId, version, party, name, slug: `focal-${party.toLowerCase()}` };
  }

  stop() {
    process.kill(Number(readFileSync(join(this.work, "server.pid"), "ascii")), "SIGTERM");
  }

  async start() {
    const log = openSync(join(this.work, "server.log"), "a");
    const words = [
      "demo",
      "--port",
      new URL(this.url).port,
      "--keep",
      this.folder,
      "--quiet-sim",
      "--for",
      "1500",
      "--web-dir",
      "client/web/dist",
    ];
    const server = spawn(join(programs, "tocsin-server"), words, {
      stdio: ["ignore", log, log],
      detached: true,
    });
    server.unref();
    writeFileSync(join(this.work, "server.pid"), `${server.pid}\n`);
    await this.ready();
  }

  async ready() {
    for (let n = 0; n < 200; n++) {
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(50);
    }
    throw new Error("the server does not come back");
  }
}
