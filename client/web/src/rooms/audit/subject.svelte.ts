// The case of a page: an alert or a procedure, whichever the server knows under this id. Asked again with
// what is new.
// SPDX-License-Identifier: Apache-2.0
import { Realm, Tlp } from "#proto/event";
import type { AlertView, ProcedureView } from "#proto/view";
import { ask } from "../../state/live.svelte";
import { read } from "../../state/feed";
import { session } from "../../state/session.svelte";
import { patiently } from "./patiently";
import { Code, Interrupted, Refused } from "../../wire/refusal";

const showAlert = (alertId: string): Promise<AlertView> =>
  patiently(() => ask({ case: "showAlert", value: { alertId } }, "alert"));
const showProcedure = (procedureId: string): Promise<ProcedureView> =>
  patiently(() => ask({ case: "showProcedure", value: { procedureId } }, "procedure"));

export class Subject {
  alert = $state.raw<AlertView>();
  procedure = $state.raw<ProcedureView>();
  refused = $state.raw<Refused>();

  constructor(private readonly id: () => string) {
    $effect(() => {
      void session.round;
      if (session.state === "live") void this.now();
    });
    $effect(() => {
      let timer = 0;
      const end = read((news) => {
        if (news.subjects.has(this.id())) timer ||= window.setTimeout(() => { timer = 0; void this.now(); },
          2_000);
      });
      return () => {
        end();
        clearTimeout(timer);
      };
    });
  }

  async now(): Promise<void> {
    const id = this.id();
    try {
      const alert = this.procedure ? undefined : await showAlert(id).catch(orNothing);
      if (alert) this.alert = alert;
      else this.procedure = await showProcedure(id);
      this.refused = undefined;
    } catch (error) {
      if (error instanceof Refused) this.refused = error;
      else if (!(error instanceof Interrupted)) throw error;
    }
  }

  get title(): string {
    return this.alert?.content?.headline ?? this.procedure?.title ?? "";
  }
  get label(): Tlp {
    return this.alert?.content?.label ?? this.procedure?.label ?? Tlp.TLP_UNSPECIFIED;
  }
  get realm(): Realm {
    return this.alert?.realm ?? this.procedure?.realm ?? Realm.ACTUAL;
  }
}

function orNothing(error: unknown): undefined {
  if (error instanceof Refused && error.is(Code.NOT_FOUND)) return undefined;
  throw error;
}
