// Leads to the first thing that a form still lacks: into view, and the keyboard with it.
// SPDX-License-Identifier: Apache-2.0

export function toFirstLack(form: HTMLElement | undefined): void {
  const first = form?.querySelector<HTMLElement>("[aria-invalid=true]");
  const control = first?.matches("input, select, textarea")
    ? first
    : first?.querySelector<HTMLElement>("input, select, textarea");
  first?.scrollIntoView({ block: "center" });
  control?.focus({ preventScroll: true });
}
