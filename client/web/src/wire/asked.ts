// What was asked of the server and is not answered yet: questions by their id, texts in the order
// they were sent.
// SPDX-License-Identifier: Apache-2.0
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Challenge, ChannelActSchema, Channels, Deposited } from "#proto/frame";
import type { Answer } from "#proto/view";
import { hex, ms, newId } from "./bytes";
import { Refused, refusedAnswer } from "./refusal";

export type ChannelDeed = NonNullable<MessageInitShape<typeof ChannelActSchema>["act"]>;

export interface Waiting<T> {
  resolve(value: T): void;
  reject(error: Error): void;
}

/** Told that it asks too often, a question waits as long as it is told to, and is asked again: so often. */
const triesMax = 6;
const [shortest, longest] = [100, 5_000]; // ms

interface Question extends Waiting<Answer> {
  send(): void;
  tries: number;
  /** Not under way: it stands in the line of those that wait. */
  waits: boolean;
}

export class Asked {
  private readonly questions = new Map<string, Question>();
  private readonly deposits: Waiting<Uint8Array>[] = [];
  private readonly challenges: Waiting<Challenge>[] = [];
  private readonly endings: Waiting<number>[] = [];
  private readonly acts = new Map<string, Waiting<Channels>>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  question(id: Uint8Array, send: () => void): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const waits = this.oldest() !== undefined;
      this.questions.set(hex(id), { resolve, reject, send, tries: 1, waits });
      if (!waits) send();
    });
  }

  /** In the order they were asked: what came later does not take its turn. */
  private oldest(): Question | undefined {
    for (const one of this.questions.values()) if (one.waits) return one;
    return undefined;
  }

  /**
   * One after the other: were all that wait asked at once, one would be answered and the others' tries be
   * used up.
   */
  private next(): void {
    this.timer = undefined;
    const one = this.oldest();
    if (!one) return;
    one.waits = false;
    one.send();
  }

  private pause(wait: number): void {
    this.timer ??= setTimeout(() => this.next(), Math.min(Math.max(wait, shortest), longest));
  }

  deposit(send: () => void): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.deposits.push({ resolve, reject });
      send();
    });
  }

  challenge(send: () => void): Promise<Challenge> {
    return new Promise((resolve, reject) => {
      this.challenges.push({ resolve, reject });
      send();
    });
  }

  ending(send: () => void): Promise<number> {
    return new Promise((resolve, reject) => {
      this.endings.push({ resolve, reject });
      send();
    });
  }

  channel(send: (actId: Uint8Array) => void): Promise<Channels> {
    const id = newId();
    return new Promise((resolve, reject) => {
      this.acts.set(hex(id), { resolve, reject });
      send(id);
    });
  }

  channels(said: Channels): void {
    const id = hex(said.actId);
    this.acts.get(id)?.resolve(said);
    this.acts.delete(id);
  }

  /** Whether somebody had asked for it. */
  challenged(challenge: Challenge): boolean {
    const first = this.challenges.shift();
    first?.resolve(challenge);
    return first !== undefined;
  }

  sessionsEnded(count: number): void {
    this.endings.shift()?.resolve(count);
  }

  private oldestAct(): Waiting<Channels> | undefined {
    const [oldest] = this.acts;
    if (oldest) this.acts.delete(oldest[0]);
    return oldest?.[1];
  }

  /** A refusal that names no command: whether it was the answer to something asked here. */
  refused(error: Refused): boolean {
    const first = this.challenges.shift() ?? this.endings.shift() ?? this.oldestAct();
    first?.reject(error);
    return first !== undefined;
  }

  answered(answer: Answer): void {
    const id = hex(answer.queryId);
    const waiting = this.questions.get(id);
    if (waiting && answer.answer.case === "refused" && answer.answer.value.code === "RATE_LIMITED") {
      waiting.tries += 1;
      waiting.waits = waiting.tries <= triesMax;
      this.pause(ms(answer.answer.value.retryAfterMs));
      if (waiting.waits) return;
    }
    this.questions.delete(id);
    if (this.timer === undefined) this.next();
    if (answer.answer.case === "refused") waiting?.reject(refusedAnswer(answer.answer.value));
    else waiting?.resolve(answer);
  }

  deposited(said: Deposited): void {
    const first = this.deposits.shift();
    if (said.refusal) first?.reject(new Refused(said.refusal));
    else first?.resolve(said.sha256);
  }

  /** The connection went: whoever waits is told, and asks again when there is one. */
  fail(error: Error): void {
    const waiting = [
      ...[...this.questions.values(), ...this.deposits.splice(0)],
      ...[...this.challenges.splice(0), ...this.endings.splice(0), ...this.acts.values()],
    ];
    clearTimeout(this.timer);
    this.timer = undefined;
    this.questions.clear();
    this.acts.clear();
    for (const one of waiting) one.reject(error);
  }
}
