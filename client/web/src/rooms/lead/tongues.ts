// The languages that texts are written in here: the authentic one first, as the Coalition works in English.
// SPDX-License-Identifier: Apache-2.0
export type Tongue = "en" | "fr" | "es";
export type Written = Record<Tongue, string>;
export const tongues: readonly Tongue[] = ["en", "fr", "es"];
export const tongueNames: Record<Tongue, string> = { en: "English", fr: "Français", es: "Español" };
