// Who is here and how the connection stands. Owns the one Connection; everything else asks through it.
// SPDX-License-Identifier: Apache-2.0
import { Role } from "#proto/event";
import { type Refusal, Following_Resume as Resume } from "#proto/frame";
import type { AccountView, WhoAmIView } from "#proto/view";
import { hex, same } from "../wire/bytes";
import { Connection } from "../wire/connection";
import { Deliveries } from "../wire/delivery";
import { forgetSeed, keptDeviceKey } from "../wire/device_key";
import type { State } from "../wire/listener";
import { fetched } from "../wire/prover";
import { beatNow, serverClock } from "./clock.svelte";
import { bring } from "./feed";

/** That this browser had a session; whether it still has one, only the server knows. */
const marker = "tocsin.session";

class Session {
  state = $state<State>("idle");
  attempt = $state(0);
  /** Since when nothing was heard; 0 while live. */
  lostAt = $state(0);
  who = $state.raw<WhoAmIView>();
  /** Why nobody is logged in, where the server said it. */
  refusal = $state.raw<Refusal>();
  /** The session of who was here ended; the page stays behind the way back in. */
  ended = $state(false);
  /** Grows when everything that is shown must be asked again. */
  round = $state(0);
  /** How many entries came in since the connection was back; 0 once that was told. */
  missed = $state(0);
  checkpoint = $state("");
  readOnly = $state(false);
  exercise = $state(false);
  demo = $state(false);
  sessionId = "";
  fingerprint: Uint8Array = new Uint8Array();
  private replaying = false;

  readonly connection = new Connection(
    {
      changed: (state, attempt) => this.changed(state, attempt),
      entered: (welcome) => {
        this.readOnly = welcome.readOnly;
        this.exercise = welcome.exerciseOnly;
        this.checkpoint = welcome.checkpoint;
        this.fingerprint = welcome.keyFingerprint;
        this.sessionId = hex(welcome.sessionId);
        if (this.sessionId) localStorage.setItem(marker, "1");
        this.connection.outbox.restore(hex(welcome.person));
        void this.introduce();
      },
      items: (items) => {
        if (this.replaying) this.missed += items.length;
        this.deliveries.came(items);
        bring(items);
      },
      resumed: (resume) => {
        this.replaying = resume !== Resume.CAUGHT_UP;
        if (this.replaying)
          setTimeout(() => {
            this.replaying = false;
          }, 2_000);
        this.round += 1;
      },
      checkpoint: ({ note }) => {
        this.checkpoint = note;
        beatNow();
      },
      left: (refusal, code) => {
        // A cookie that opens nothing is no news to who was here.
        this.refusal = this.who ? undefined : refusal;
        this.ended = this.who !== undefined && code !== 4403;
        if (!this.ended || this.demo) this.who = undefined;
        localStorage.removeItem(marker);
        if (this.demo) forgetSeed();
      },
    },
    serverClock,
  );

  readonly deliveries = new Deliveries((frame) => this.connection.report(frame));

  private changed(state: State, attempt: number): void {
    this.state = state;
    this.attempt = attempt;
    if (state === "live") this.lostAt = 0;
    else if (this.lostAt === 0 && this.who) this.lostAt = serverClock.now();
    beatNow();
  }

  /** With a device key of this tab, else with the browser's session, where there may be one. */
  async start(): Promise<void> {
    const key = await keptDeviceKey();
    this.demo = key !== undefined;
    if (key) this.connection.start(key);
    else if (localStorage.getItem(marker)) this.connection.start(undefined);
    else this.state = "out";
  }

  /** After a log-in over HTTP: the cookie is there. */
  enter(): void {
    localStorage.setItem(marker, "1");
    this.refusal = undefined;
    this.connection.start(undefined);
  }

  async leave(): Promise<void> {
    this.connection.stop();
    this.who = undefined;
    if (this.demo) forgetSeed();
    else await (await import("../wire/auth")).logOut();
    localStorage.removeItem(marker);
    this.state = "out";
  }

  /** Who am I, and, for a passkey, which: its algorithm stands in the account. */
  private async introduce(): Promise<void> {
    const { connection } = this;
    const said = await connection.ask({ case: "whoAmI", value: {} }).catch(() => undefined);
    if (said?.answer.case === "whoAmI") this.greet(said.answer.value);
    if (this.demo) return;
    const account = await connection.ask({ case: "showAccount", value: {} }).catch(() => undefined);
    if (account?.answer.case === "account") this.takePasskey(account.answer.value);
  }

  /** What stands on a page behind the way in is for the person who left it there. */
  private greet(who: WhoAmIView): void {
    if (this.ended && this.who && !same(who.person, this.who.person)) return location.reload();
    this.who = who;
    this.ended = false;
  }

  private takePasskey(account: AccountView): void {
    const key = account.keys.find((one) => same(one.fingerprint, this.fingerprint));
    const rpId = this.connection.challenge?.rpId ?? location.hostname;
    if (!key?.passkey) return;
    this.connection.prove(
      fetched("passkey", async () => {
        const { Passkey } = await import("../wire/passkey");
        return new Passkey(rpId, key.algorithm, key.fingerprint);
      }),
    );
  }

  get party(): string {
    return this.who?.party ?? "";
  }

  has(...roles: Role[]): boolean {
    return this.who?.roles.some((role) => roles.includes(role)) ?? false;
  }

  /** What is shown may be of before: grey it, and say how old it is. */
  isStale(now: number): boolean {
    return this.lostAt > 0 && now - this.lostAt > 30_000;
  }
}

export const session = new Session();
