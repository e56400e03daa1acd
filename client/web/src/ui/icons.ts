// The line drawings of Icon.svelte, on a field of 24 by 24.
// SPDX-License-Identifier: Apache-2.0
export const icons = {
  inbox: "M4 13l2.5-8h11L20 13v6H4zM4 13h5a3 3 0 0 0 6 0h5",
  procedure: "M6 3h9l4 4v14H6zM9 12h7M9 16h7M9 8h3",
  alert: "M12 4a6 6 0 0 0-6 6v4l-2 3h16l-2-3v-4a6 6 0 0 0-6-6zM10 20a2 2 0 0 0 4 0",
  board: "M4 5h7v6H4zM13 5h7v10h-7zM4 13h7v6H4zM13 17h7v2h-7z",
  members: "M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3 20a6 6 0 0 1 12 0M16 5a3 3 0 0 1 0 6M18 14l3 6",
  calendar: "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
  audit: "M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6zM8.5 12l2.5 2.5 4.5-5",
  settings: "M5 7h8M17 7h2M5 12h2M11 12h8M5 17h9M18 17h1M15 5v4M9 10v4M16 15v4",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  check: "M5 12.5l4.5 4.5L19 7.5",
  cross: "M6 6l12 12M18 6L6 18",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2",
  chevron: "M9 5l7 7-7 7",
  back: "M15 5l-7 7 7 7",
  down: "M6 9l6 6 6-6",
  key: "M15 9a4 4 0 1 0-4.6 3.9L9 14v2H7v2H5v2H3v-3l6.2-6.2A4 4 0 0 0 15 9zM12 8h.01",
  print: "M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7z",
} as const;

export type IconName = keyof typeof icons;
