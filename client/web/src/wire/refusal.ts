// The server's no, as an error of ours that still carries everything it said.
// SPDX-License-Identifier: Apache-2.0
import { type Refusal, RefusalSchema, Refusal_Code as Code } from "#proto/frame";
import type { AnswerRefused } from "#proto/view";
import { create } from "../codec/create";

export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.what);
  }
  get code(): Code {
    return this.refusal.code;
  }
  is(...codes: Code[]): boolean {
    return codes.includes(this.refusal.code);
  }
}

/** A question's refusal names its code in words. */
export const refusedAnswer = (said: AnswerRefused): Refused =>
  new Refused(
    create(RefusalSchema, {
      code: Code[said.code as keyof typeof Code] ?? Code.INTERNAL,
      what: said.what,
      why: said.why,
      next: said.next,
      retryAfterMs: said.retryAfterMs,
      field: said.field,
      limit: said.limit,
      given: said.given,
      strike: said.strike,
    }),
  );

/** The connection went while something was asked; a command that may wait is sent again by the outbox. */
export class Interrupted extends Error {
  constructor() {
    super("the connection was lost before the answer");
  }
}

const untouched = /^(NotAllowed|Abort|Operation|InvalidState|Constraint|Unknown)/;
/** Who was asked to prove that they are here did not: let it pass, could not, or another prompt was open. */
export const isUntouched = (error: unknown): boolean =>
  error instanceof DOMException && untouched.test(error.name);

export { Code };
