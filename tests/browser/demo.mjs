// The demo behind the browser: its persons' links, the command line as another client, and the
// server itself, which may be stopped and started.
// SPDX-License-Identifier: Apache-2.0
import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const programs = process.env.TOCSIN_PROGRAMS ?? "build/release";
const named = ["CA", "GH", "NO"];
const run = promisify(execFile);

export class Demo {
  constructor(url, work) {
    Object.assign(this, { url, work, folder: join(work, "demo") });
  }

  /** A person's seed in the fragment, which the console takes out of the address at once. */
  link(slug) {
    const seed = Buffer.from(readFileSync(join(this.folder, "keys", `${slug}.key`), "ascii").trim(), "hex");
    return `#key=${seed.toString("base64url")}`;
  }

  /** Which of two demos is meant: each leaves a sign of its own. */
  surroundings() {
    return { ...process.env, ...this.own };
  }

  words(as, rest) {
    return ["--demo", "--as", as, "--json", "--yes", "--no-input", ...rest];
  }

  /** What the command line says to one of the demo's persons. */
  cli(as, ...words) {
    const said = this.patiently(() => execFileSync(join(programs, "tocsin"), this.words(as, words), {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: this.surroundings(),
    }));
    return said.trim() ? JSON.parse(said.trim().split("\n").at(-1)) : undefined;
  }

  /**
   * Again when the server says so, who asked too much within a minute; ever later, since one command
   * asks several times, and what it asked before it was refused is asked again.
   */
  patiently(ask, tries = 8, more = 250) {
    try {
      return ask();
    } catch (error) {
      const [, wait] = /RATE_LIMITED.* in (\d+) ms/s.exec(error.stderr ?? "") ?? [];
      if (!wait || tries === 0) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(wait) + more);
      return this.patiently(ask, tries - 1, 2 * more);
    }
  }

  /** The same, while the browser goes on. */
  async answer(as, ...words) {
    const how = { encoding: "utf8", env: this.surroundings() };
    const said = await run(join(programs, "tocsin"), this.words(as, words), how);
    return JSON.parse(said.stdout.trim().split("\n").at(-1));
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

  /** Another one beside it, fresh as `deploy/run.sh` leaves it, with the links that it printed. */
  static async anew(work, ...more) {
    const folder = mkdtempSync(join(work, "fresh-"));
    const probe = createServer().listen(0, "127.0.0.1");
    await once(probe, "listening");
    const { port } = probe.address();
    await once(probe.close(), "close");
    const demo = new Demo(`http://localhost:${port}`, folder);
    demo.own = { TOCSIN_DEMO: join(folder, "demo.json") };
    demo.more = more;
    demo.process = demo.run(join(folder, "server.log"));
    await demo.ready();
    const said = readFileSync(join(folder, "server.log"), "utf8");
    const printed = said.matchAll(/^ *(\S.*?) {2,}(http\S+#key=\S+)$/gm);
    demo.links = [...printed].map(([, who, link]) => [who, link]);
    return demo;
  }

  end() {
    this.process.kill("SIGTERM");
  }

  stop() {
    process.kill(Number(readFileSync(join(this.work, "server.pid"), "ascii")), "SIGTERM");
  }

  async start() {
    const server = this.run(join(this.work, "server.log"));
    server.unref();
    writeFileSync(join(this.work, "server.pid"), `${server.pid}\n`);
    await this.ready();
  }

  run(log) {
    const out = openSync(log, "a");
    const words = ["demo", "--port", new URL(this.url).port, "--keep", this.folder, "--quiet-sim"];
    const web = this.web ?? "client/web/dist";
    return spawn(
      join(programs, "tocsin-server"),
      [...words, "--for", "1500", "--web-dir", web, ...(this.more ?? [])],
      { stdio: ["ignore", out, out], detached: true, env: this.surroundings() },
    );
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

/** The walk over a demo that nobody else acts in. */
export const inItsOwnDemo = (walk) => async (stage) => {
  const demo = await Demo.anew(stage.demo.work);
  try {
    await walk({ ...stage, demo, url: demo.url });
  } finally {
    demo.end();
  }
};
