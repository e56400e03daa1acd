// What is being written, kept in this tab: a reload, a lost connection or a look elsewhere loses none of it.
// SPDX-License-Identifier: Apache-2.0
import { session } from "../../state/session.svelte";
import { hex } from "../../wire/bytes";

/** For the life of a page; `forget` when it was sent. */
export function kept<T extends object>(
  name: string,
  fresh: () => T,
): { value: T; wasKept: boolean; forget: () => void } {
  const place = `tocsin.draft.${name}.${hex(session.who?.person ?? new Uint8Array())}`;
  const before = sessionStorage.getItem(place);
  let over = false;
  const self = $state({ value: before ? { ...fresh(), ...(JSON.parse(before) as T) } : fresh() });
  $effect(() => {
    const written = JSON.stringify(self.value);
    if (!over) sessionStorage.setItem(place, written);
  });
  return {
    get value() {
      return self.value;
    },
    set value(value: T) {
      self.value = value;
    },
    wasKept: before !== null,
    forget() {
      over = true;
      sessionStorage.removeItem(place);
    },
  };
}
