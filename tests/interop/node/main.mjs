// The walks of the Node client. One line per check; the last line counts them.
//   main.mjs URL FOLDER STATE           log in, act, follow, prove, in both subprotocols; what is to hold after
//                                       a restart is written to STATE
//   main.mjs URL FOLDER STATE restart   the server was killed and started again on the same folder
//   main.mjs URL FOLDER STATE browser   a browser's way in: passkeys over HTTP, a session in a cookie
// SPDX-License-Identifier: Apache-2.0
import { readFile, writeFile } from 'node:fs/promises';
import { Checks } from './checks.mjs';
import { browse } from './browser.mjs';
import { BINARY, JSON_ } from './link.mjs';
import { Walk } from './walk.mjs';

const [url, folder, state, part] = process.argv.slice(2);
const checks = new Checks('node');

async function walk(subprotocol, kept) {
  const one = await Walk.begin(url, folder, subprotocol, checks);
  if (part === 'browser') await browse(one);
  else if (part === 'restart') await one.afterRestart(kept[subprotocol]);
  else kept[subprotocol] = await one.whole();
}

const kept = part === 'restart' ? JSON.parse(await readFile(state, 'utf8')) : {};
for (const subprotocol of [BINARY, JSON_]) {
  checks.who = `${part === 'browser' ? 'browser' : 'node'} ${subprotocol}${part === 'restart' ? ' after a restart' : ''}`;
  try {
    await walk(subprotocol, kept);
  } catch (trouble) {
    checks.that('the walk comes to its end', false, trouble.stack);
  }
}
if (!part) await writeFile(state, JSON.stringify(kept));
process.exit(checks.close());
