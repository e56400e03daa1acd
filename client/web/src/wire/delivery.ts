// Tells the server what reached this page and what was displayed, once each: the rungs of the reach
// ladder that only a client can know (docs/PROTOCOL.md 8). Silence is consent only of governments
// that were proven to have been asked.
// SPDX-License-Identifier: Apache-2.0
import { DeliverySchema, Delivery_Rung as Rung } from "#proto/event";
import { type Item, ReceivedSchema } from "#proto/frame";
import { create } from "../codec/create";
import type { Outgoing } from "./link";

const items_max = 64; // in one message, by the schema
const gather = 200;

export class Deliveries {
  private readonly told = new Set<string>();
  private waiting: { subject: string; message: number; rung: Rung }[] = [];
  private timer = 0;

  constructor(private readonly report: (frame: Outgoing & { case: "received" }) => void) {}

  /** What the feed brought has been delivered. */
  came(items: readonly Item[]): void {
    for (const { event } of items) {
      const said = event?.event;
      if (said?.case === "alertIssued") this.tell(said.value.alertId, 1, Rung.DELIVERED);
      else if (said?.case === "alertUpdated")
        this.tell(said.value.alertId, said.value.message, Rung.DELIVERED);
      else if (said?.case === "procedureOpened")
        this.tell(said.value.procedureId, said.value.version, Rung.DELIVERED);
    }
  }

  /** It stands on the screen, in a page that is visible. */
  seen(subject: string, message: number): void {
    if (document.visibilityState !== "visible") return;
    this.tell(subject, message, Rung.DELIVERED);
    this.tell(subject, message, Rung.SEEN);
  }

  private tell(subject: string, message: number, rung: Rung): void {
    const key = `${subject} ${message} ${rung}`;
    if (this.told.has(key)) return;
    this.told.add(key);
    this.waiting.push({ subject, message, rung });
    this.timer ||= window.setTimeout(() => this.flush(), gather);
  }

  flush(): void {
    this.timer = 0;
    while (this.waiting.length > 0) {
      const some = this.waiting.splice(0, items_max);
      const deliveries = some.map(({ subject: alertId, message, rung }) =>
        create(DeliverySchema, { alertId, message, rung }),
      );
      this.report({ case: "received", value: create(ReceivedSchema, { deliveries }) });
    }
  }
}
