// A question whose answer stays true: asked, kept, and asked again when the feed brings something
// that concerns it. The server is the truth; this only remembers what it said last, and says so
// when it cannot be asked.
// SPDX-License-Identifier: Apache-2.0
import type { Answer } from "#proto/view";
import type { Question } from "../wire/listener";
import { Code, Interrupted, Refused } from "../wire/refusal";
import { type Kind, type News, read } from "./feed";
import { serverClock } from "./clock.svelte";
import { session } from "./session.svelte";

type Case = Exclude<NonNullable<Answer["answer"]["case"]>, "refused">;
type Value<C extends Case> = Extract<Answer["answer"], { case: C }>["value"];

const patience = 5; // times that a question is put again to a server that has too much to do
const refusedPause = 2_000; // between two of them
const settle = 100; // after a change, so that a batch is one question
const usual = 3_000; // between two questions of one screen: a person has four hundred a minute
/** What calls somebody waits for no breath: it is rare, and has to stand on the screen within 300 ms. */
const calls: readonly Kind[] =
  ["alertIssued", "alertUpdated", "alertCancelled", "escalated", "procedureOpened"];
const callsMax = 3; // within one breath: in a storm they wait like everything else

export class Live<V> {
  value = $state.raw<V>();
  refused = $state.raw<Refused>();
  /** Server time of the answer. */
  asOf = $state(0);
  asking = $state(false);
  private timer = 0;
  private last = 0;
  private turn = 0;
  private called = 0;
  private tooMuch = 0;

  constructor(private readonly put: () => Promise<V> | undefined, private readonly breath = usual) {}

  /** Soon: what is asked for many times at once is asked once. */
  again(isCall = false): void {
    const isPressing = isCall && this.called < callsMax;
    if (isPressing) {
      this.called += 1;
      setTimeout(() => (this.called -= 1), this.breath);
      clearTimeout(this.timer);
      this.timer = 0;
    }
    const rest = isPressing ? 0 : this.last + this.breath - Date.now();
    this.timer ||= window.setTimeout(() => void this.now(), Math.max(settle, rest));
  }

  async now(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = 0;
    this.last = Date.now();
    const turn = ++this.turn;
    const question = this.put();
    if (!question) return;
    this.asking = true;
    try {
      const value = await question;
      if (turn !== this.turn) return;
      this.value = value;
      this.refused = undefined;
      this.tooMuch = 0;
      this.asOf = serverClock.now();
    } catch (error) {
      // Asked again when the connection is back.
      if (turn !== this.turn || error instanceof Interrupted) return;
      if (!(error instanceof Refused)) throw error;
      if (this.isPassing(error)) this.later();
      else this.refused = error;
    } finally {
      if (turn === this.turn) this.asking = false;
    }
  }

  /** It was not answered: whoever waits for the first answer does not wait for a breath as well. */
  private later(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.now(), refusedPause);
  }

  /** A refusal that goes by itself. What is too much for the server five times is too much, and is said. */
  private isPassing(error: Refused): boolean {
    if (error.is(Code.OVERLOADED)) return ++this.tooMuch <= patience;
    return error.is(Code.RATE_LIMITED, Code.UNAVAILABLE);
  }

  forget(): void {
    clearTimeout(this.timer);
    this.turn += 1;
    this.value = undefined;
    this.refused = undefined;
  }

  stop(): void {
    clearTimeout(this.timer);
    this.turn += 1;
  }
}

/** Every page of an answer, one after the other. */
async function allPages<C extends Case>(question: Question, wanted: C): Promise<Value<C>[]> {
  const pages: Value<C>[] = [];
  let page: Uint8Array = new Uint8Array();
  do {
    const asked =
      page.length > 0 ? ({ case: question.case, value: { ...question.value, page } } as Question) : question;
    const said = await session.connection.ask(asked);
    if (said.answer.case !== wanted) throw new Error(`asked for ${wanted}, was told ${said.answer.case}`);
    pages.push(said.answer.value as Value<C>);
    page = said.nextPage;
  } while (page.length > 0);
  return pages;
}

export const askAll = allPages;

/** One question, now; throws what the server refuses. */
export async function ask<C extends Case>(question: Question, wanted: C): Promise<Value<C>> {
  const said = await session.connection.ask(question);
  if (said.answer.case !== wanted) throw new Error(`asked for ${wanted}, was told ${said.answer.case}`);
  return said.answer.value as Value<C>;
}

/**
 * For the life of a component: `question` may depend on state (undefined: nothing to ask yet),
 * `concerns` says which news make it ask again, `breath` how long it waits between two questions: a page
 * of many asks each more seldom.
 */
export function live<C extends Case, V>(
  question: () => Question | undefined,
  wanted: C,
  take: (pages: Value<C>[]) => V,
  concerns: (news: News) => boolean,
  breath?: number,
): Live<V> {
  const self = new Live<V>(() => {
    const asked = question();
    return asked && session.state === "live" ? allPages(asked, wanted).then(take) : undefined;
  }, breath);
  let before = "";
  $effect(() => {
    void session.round;
    const asked = question();
    const ready = session.state === "live";
    const name = JSON.stringify(asked ?? null, (_, value: unknown) =>
      typeof value === "bigint" ? String(value) : value,
    );
    // Another thing is asked: what was said of the other is not shown for it.
    if (name !== before) self.forget();
    before = name;
    if (asked && ready) void self.now();
  });
  $effect(() => {
    const end = read((news) => {
      if (concerns(news)) self.again(calls.some((kind) => news.kinds.has(kind)));
    });
    return () => {
      end();
      self.stop();
    };
  });
  return self;
}

export const first = <T>(pages: T[]): T => pages[0] as T;
export const about =
  (id: () => string) =>
  (news: News): boolean =>
    news.subjects.has(id());
