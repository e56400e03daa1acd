// A question that the server has no time for now is put again when it has: a whole log is many questions.
// SPDX-License-Identifier: Apache-2.0
import { Code, Refused } from "../../wire/refusal";

const patience = 60;
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export async function patiently<T>(put: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await put();
    } catch (error) {
      const isLater = error instanceof Refused && error.is(Code.RATE_LIMITED, Code.OVERLOADED,
        Code.UNAVAILABLE);
      if (!isLater || tries === patience) throw error;
      await wait(Math.max(1_000, Number(error.refusal.retryAfterMs)));
    }
  }
}
