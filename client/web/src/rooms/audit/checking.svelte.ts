// A verification under way: entries come over the socket, go to the worker, and what it found stands here.
// SPDX-License-Identifier: Apache-2.0
import { allowScript, trusted } from "../../boot";
import { serverClock } from "../../state/clock.svelte";
import { readEvidence } from "./evidence";
import type { Report } from "./proof/finding";
import { keepCheckpoint, keepPasted, originOf, pin, readPasted, trustIn } from "./trust";
import type { FromWorker, ToWorker } from "./worker";
import workerUrl from "./worker.ts?worker&url";

export type Phase = "idle" | "running" | "done" | "unable" | "failed";

/** One message to the worker, one answer. */
class Thread {
  private readonly worker: Worker;
  constructor() {
    allowScript(workerUrl);
    this.worker = new Worker(trusted(workerUrl), { type: "module" });
  }

  ask(message: ToWorker): Promise<FromWorker> {
    return new Promise((resolve, reject) => {
      this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => resolve(data);
      this.worker.onerror = ({ message: said }) => reject(new Error(said));
      this.worker.postMessage(message);
    });
  }

  end(): void {
    this.worker.terminate();
  }
}

export class Checking {
  phase = $state<Phase>("idle");
  checked = $state(0);
  of = $state(0);
  report = $state.raw<Report>();
  error = $state.raw<unknown>();
  /** Since when this browser keeps the key; 0: it was pasted. */
  trustedSince = $state(0);
  seconds = $state(0);
  private thread: Thread | undefined;

  /** `keep`: what was pasted stays in this browser, when all is sound by it. */
  async run(scope: string, pasted: string, keep = false): Promise<void> {
    this.stop();
    Object.assign(this, { phase: "running", checked: 0, of: 0, report: undefined, error: undefined });
    const thread = (this.thread = new Thread());
    const begun = performance.now();
    let [note, size] = ["", 0];
    try {
      await readEvidence(scope, {
        begin: async (head) => {
          ({ note, size } = head);
          const said = await thread.ask({ begin: this.trust(head.note, head.logKey, scope, pasted) });
          if ("ready" in said && !said.ready) throw new Unable();
        },
        fetched: (_, of) => { this.of = of; },
        take: async (entries) => {
          const said = await thread.ask({ take: entries });
          if (this.thread === thread && "taken" in said) this.checked = said.taken;
        },
      });
      const said = await thread.ask({ finish: true });
      if (this.thread !== thread || !("report" in said)) return;
      this.report = said.report;
      this.of = this.checked;
      this.seconds = (performance.now() - begun) / 1000;
      this.keep(said.report, note, size, scope);
      if (keep && said.report.sound) keepPasted(said.report.origin, readPasted(pasted), serverClock.now());
      this.phase = "done";
    } catch (error) {
      if (this.thread !== thread) return;
      this.error = error;
      this.phase = error instanceof Unable ? "unable" : "failed";
    } finally {
      thread.end();
    }
  }

  private trust(note: string, logKey: string, scope: string, pasted: string) {
    const known = trustIn(originOf(note)) ?? { logKey, since: serverClock.now() };
    const own = readPasted(pasted);
    this.trustedSince = own.logKey ? 0 : known.since;
    const before = scope === "" ? [known.note, known.own] : [];
    const kept = [...new Set([own.note, ...before])].filter((one) => one !== undefined);
    return { whole: scope === "", note, trusted: own.logKey ?? known.logKey, kept };
  }

  /** The key is kept from its first sight on, once a checkpoint was signed by it; the checkpoint, when all
     was sound. */
  private keep(report: Report, note: string, size: number, scope: string): void {
    if (!report.signed) return;
    pin(report.origin, report.logKey, serverClock.now());
    if (report.sound && scope === "") keepCheckpoint(report.origin, note, size);
  }

  stop(): void {
    this.thread?.end();
    this.thread = undefined;
    if (this.phase === "running") this.phase = "idle";
  }
}

/** This browser has no Ed25519: it can say nothing. */
class Unable extends Error {}
