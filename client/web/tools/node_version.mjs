// Stops a build that would run under another Node than the one the lock file brings.
// SPDX-License-Identifier: Apache-2.0
if (!process.versions.node.startsWith("22.") && process.arch === "x64" && process.platform === "linux") {
  console.error(`Node ${process.versions.node}: run through npm, after \`npm ci && npm run setup\``);
  process.exit(1);
}
