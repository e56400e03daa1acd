// The console's one conversation with the server: logs in, follows, asks, commands, and comes back
// when it breaks. Everything here is about one person's connection; what is shown lives in
// src/state.
// SPDX-License-Identifier: Apache-2.0
import type { Challenge, Channels, Refusal, ServerFrame, Welcome } from "#proto/frame";
import { DepositSchema } from "#proto/frame";
import { type Answer, QuerySchema } from "#proto/view";
import { create } from "../codec/create";
import { Asked, type ChannelDeed, type Waiting } from "./asked";
import { comeBack } from "./backoff";
import { ms, newId, utf8 } from "./bytes";
import type { ServerClock } from "./clock";
import { Heartbeat } from "./heartbeat";
import { type Ended, Link, type Outgoing } from "./link";
import type { Listener, Question, State } from "./listener";
import { Outbox } from "./outbox";
import type { Prover } from "./prover";
import { Interrupted, Refused } from "./refusal";

const patience = 8_000; // for the log-in

export class Connection {
  state: State = "idle";
  challenge: Challenge | undefined;
  welcome: Welcome | undefined;
  verifiedUntil = 0;
  readonly outbox: Outbox;
  private link: Link | undefined;
  private prover: Prover | undefined;
  private cursor: Uint8Array = new Uint8Array();
  private note = "";
  private attempt = 0;
  private timer = 0;
  private proving = false;
  private readonly heartbeat = new Heartbeat(
    () => this.askWhetherThere(),
    () => this.link?.cut(1006),
  );
  private refusedLogin: Refusal | undefined;
  private readonly asked = new Asked();
  private verifying: Waiting<void> | undefined;

  constructor(
    private readonly listener: Listener,
    private readonly clock: ServerClock,
  ) {
    this.outbox = new Outbox({
      isLive: () => this.state === "live" && this.link !== undefined,
      send: (bytes) => this.link?.sendBytes(bytes),
      verify: () => this.verify(),
    });
    addEventListener("online", () => this.state === "waiting" && this.open());
    addEventListener("offline", () => this.state !== "idle" && this.state !== "out" && this.link?.cut(1006));
  }

  /** Without a prover the browser's session speaks: its cookie goes with the upgrade. */
  start(prover: Prover | undefined): void {
    this.prover = prover;
    this.attempt = 0;
    this.open();
  }

  prove(prover: Prover): void {
    this.prover = prover;
  }

  stop(): void {
    this.turn("idle");
    this.link?.cut();
  }

  /** Now, not when the wait is over. */
  retry(): void {
    if (this.state === "waiting") this.open();
  }

  private turn(state: State): void {
    this.state = state;
    clearTimeout(this.timer);
    this.listener.changed(state, this.attempt);
  }

  private open(): void {
    this.link?.cut();
    this.turn("connecting");
    this.refusedLogin = undefined;
    this.link = new Link(
      (frame) => this.take(frame),
      (ended) => this.ended(ended),
    );
    this.timer = setTimeout(() => this.link?.cut(1006), patience);
  }

  private ended(ended: Ended): void {
    this.link = undefined;
    this.heartbeat.stop();
    this.fail(new Interrupted());
    if (this.state === "idle") return;
    if (ended.code === 4460) {
      this.cursor = new Uint8Array(); // Its log is shorter than what we read: everything is asked anew.
      this.note = "";
    }
    const wait = comeBack(ended.code, ended.reason, this.attempt);
    if (wait === "never") {
      this.turn("out");
      return this.listener.left(this.refusedLogin, ended.code);
    }
    this.attempt += 1;
    this.turn("waiting");
    this.timer = setTimeout(() => this.open(), wait);
  }

  private fail(error: Error): void {
    this.asked.fail(error);
    this.verifying?.reject(error);
    this.verifying = undefined;
    this.outbox.interrupted();
  }

  private take(frame: ServerFrame): void {
    if (this.state === "live") this.heartbeat.heard();
    if (frame.items.length > 0) {
      this.cursor = frame.items.at(-1)?.cursor ?? this.cursor;
      this.listener.items(frame.items);
    }
    const said = frame.frame;
    switch (said.case) {
      case "challenge":
        return void this.challenged(said.value);
      case "welcome":
        return this.enter(said.value);
      case "following":
        return this.listener.resumed(said.value.resume);
      case "verdict":
        if (said.value.commandId.length > 0) return this.outbox.answered(said.value);
        return said.value.verdict.case === "refusal" ? this.refused(said.value.verdict.value) : undefined;
      case "answer":
        return this.asked.answered(said.value);
      case "checkpoint":
        this.clock.heard(ms(said.value.serverTime));
        return this.listener.checkpoint(said.value);
      case "deposited":
        return this.asked.deposited(said.value);
      case "verified":
        this.verifiedUntil = ms(said.value.until);
        this.verifying?.resolve();
        this.verifying = undefined;
        return;
      case "goodbye":
        if (said.value.cursor.length > 0) this.cursor = said.value.cursor;
        return;
      case "channels":
        return this.asked.channels(said.value);
      case "sessionEnded":
        return this.asked.sessionsEnded(said.value.count);
      default:
        said satisfies { case: undefined };
    }
  }

  private async challenged(challenge: Challenge): Promise<void> {
    this.clock.heard(ms(challenge.serverTime), this.heartbeat.takeAsked());
    if (this.asked.challenged(challenge) || this.state !== "connecting") return;
    this.challenge = challenge;
    const { link } = this;
    if (this.prover?.kind !== "device") return; // The cookie speaks: welcome stands right behind.
    const value = await this.prover.answer(challenge, this.clock.now());
    link?.send({ case: "authenticate", value });
  }

  private enter(welcome: Welcome): void {
    const again = this.welcome !== undefined;
    this.welcome = welcome;
    this.verifiedUntil = ms(welcome.verifiedUntil);
    this.clock.heard(ms(welcome.serverTime));
    this.attempt = 0;
    this.turn("live");
    const fresh = this.cursor.length === 0;
    const value = { cursor: this.cursor, fromNow: fresh, checkpoint: again ? this.note : "" };
    this.send({ case: "follow", value });
    this.note = welcome.checkpoint;
    if (this.challenge) this.listener.entered(welcome, this.challenge);
    this.outbox.flush();
    this.heartbeat.heard();
  }

  private askWhetherThere(): boolean {
    if (this.state !== "live" || this.proving) return false;
    // No act: it keeps no session open. Its answer is its own: the challenge of a proof that is asked for
    // meanwhile makes it void.
    void this.asked.challenge(() => this.send({ case: "askChallenge", value: {} })).catch(() => {});
    return true;
  }

  private refused(refusal: Refusal): void {
    const error = new Refused(refusal);
    if (this.verifying) {
      this.verifying.reject(error);
      this.verifying = undefined;
    } else if (!this.asked.refused(error) && this.state === "connecting") this.refusedLogin = refusal;
  }

  private send(frame: Outgoing): void {
    this.link?.send(frame);
  }

  ask(query: Question): Promise<Answer> {
    if (this.state !== "live") return Promise.reject(new Interrupted());
    const queryId = newId();
    return this.asked.question(queryId, () =>
      this.send({ case: "query", value: create(QuerySchema, { queryId, query }) }),
    );
  }

  /** Leaves a text with the server; answers the hash that names it. */
  deposit(content: string, mediaType = "text/plain"): Promise<Uint8Array> {
    if (this.state !== "live") return Promise.reject(new Interrupted());
    const value = create(DepositSchema, { content: utf8(content.normalize("NFC")), mediaType });
    return this.asked.deposit(() => this.send({ case: "deposit", value }));
  }

  report(frame: Outgoing & { case: "received" }): void {
    if (this.state === "live") this.send(frame);
  }

  /** Ends a session of this person's; without an id all but this one. Answers how many. */
  endSession(sessionId: Uint8Array): Promise<number> {
    return this.asked.ending(() => this.send({ case: "endSession", value: { sessionId } }));
  }

  /** One act on this person's own channels; answered by all of them, and by a refusal where it was none. */
  channel(act: ChannelDeed): Promise<Channels> {
    if (this.state !== "live") return Promise.reject(new Interrupted());
    return this.asked.channel((actId) => this.send({ case: "channelAct", value: { actId, act } }));
  }

  /** Proves again who is there, for acts that bind. */
  private async verify(): Promise<void> {
    const { prover } = this;
    if (!prover) throw new Interrupted();
    this.proving = true; // A second challenge would make the first one void.
    try {
      const challenge = await this.asked.challenge(() => this.send({ case: "askChallenge", value: {} }));
      const value = await prover.answer(challenge, this.clock.now());
      await new Promise<void>((resolve, reject) => {
        this.verifying = { resolve, reject };
        this.send({ case: "authenticate", value });
      });
    } finally {
      this.proving = false;
    }
  }

  /** Who signs, and as what: positions need the key's own words. */
  signer(): Prover {
    if (!this.prover) throw new Interrupted();
    return this.prover;
  }
}
