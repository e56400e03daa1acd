// A browser's way, without a browser: an invitation, a passkey, two persons of the secretariat, a session in a
// cookie, a position signed by touch, and out again (docs/PROTOCOL.md 2.3 to 2.7).
// SPDX-License-Identifier: Apache-2.0
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { b64, hex, positionText, random, sha256, unb64 } from './keys.mjs';
import { Link, localAddress } from './link.mjs';
import { Passkey } from './passkey.mjs';
import { whoOwes } from './walk.mjs';

/** 160 bits as an invitation writes them: Crockford's base 32, in groups of four. */
function inWords(code) {
  const bits = BigInt(`0x${hex(code)}`);
  const letters = Array.from({ length: 32 }, (_, at) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[Number((bits >> BigInt(155 - 5 * at)) & 31n)]);
  return letters.join('').match(/.{4}/g).join('-');
}

class Page {
  constructor(url) {
    this.at = new URL(url.replace('ws', 'http').replace('127.0.0.1', 'localhost'));
    this.origin = this.at.origin;
    this.url = url.replace('127.0.0.1', 'localhost');
  }

  /** One request, sent again after the time that a 429 asks for. */
  async ask(method, path, body, otherwise) {
    for (;;) {
      const answer = await this.#askOnce(method, path, body, otherwise);
      if (answer.status !== 429) return answer;
      await sleep(Number(answer.json.retryAfterMs));
    }
  }

  /** As a page of this origin makes it; `otherwise` replaces headers, undefined takes one away. */
  #askOnce(method, path, body, otherwise = {}) {
    const headers = { origin: this.origin, 'sec-fetch-site': 'same-origin', ...(this.cookie && { cookie: this.cookie }),
      ...(body && { 'content-type': 'application/json' }), ...otherwise };
    for (const name of Object.keys(headers)) if (headers[name] === undefined) delete headers[name];
    return new Promise((resolve, reject) => {
      const out = request({ localAddress, host: '127.0.0.1', port: this.at.port, method, path, timeout: 8000,
        headers: { host: this.at.host, ...headers } }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part)).on('end', () => {
          const text = Buffer.concat(parts).toString();
          const json = /json/.test(answer.headers['content-type'] ?? '') ? JSON.parse(text) : undefined;
          resolve({ status: answer.statusCode, json, text, cookies: answer.headers['set-cookie'] ?? [] });
        });
      }).on('error', reject).on('timeout', () => out.destroy(new Error(`no answer to ${path}`)));
      out.end(body && JSON.stringify(body));
    });
  }

  async challenge() { return unb64((await this.ask('POST', '/auth/challenge', {})).json.nonce); }

  /** Logs in with the cookie that comes back. */
  async logIn(passkey, wrong) {
    const answer = await this.ask('POST', '/auth/session', await passkey.answers(await this.challenge(), wrong));
    if (answer.status === 200) [this.cookie] = answer.cookies[0].split(';');
    return answer;
  }

  /** A socket as this page opens it, or as `origin` does. */
  socket(subprotocol, origin = { origin: this.origin }) {
    return Link.open(`ws://127.0.0.1:${this.at.port}/ws`, subprotocol, { host: this.at.host, cookie: this.cookie, ...origin });
  }
}

/** An invited person makes a passkey; nothing else lets it in but two persons of the secretariat. */
async function isLetIn(walk, page, party) {
  const [first, second] = [await walk.logIn('support-1'), await walk.logIn('support-2')];
  const code = random(20);
  const invited = await first.command({ invitePerson: { party, roles: ['FOCAL_POINT'], codeSha256: b64(await sha256(code)) } });
  walk.that('the secretariat invites a person', invited.receipt, JSON.stringify(invited));
  const shown = await page.ask('POST', '/auth/invitation', { code: inWords(code) });
  walk.same('the invitation says for whom it is', [shown.status, shown.json?.party, shown.json?.roles], [200, party, ['FOCAL_POINT']]);
  const unknown = await page.ask('POST', '/auth/invitation', { code: inWords(random(20)) });
  walk.that('an invitation that nobody wrote: INVITATION_INVALID', unknown.status >= 400 && unknown.status < 500
    && unknown.json?.code === 'INVITATION_INVALID', `${unknown.status} ${unknown.text}`);

  const nonce = unb64(shown.json.challenge.nonce);
  const passkey = await Passkey.make(shown.json.challenge.rpId, page.origin);
  const proof = { ...await passkey.created(nonce), credentialId: b64(passkey.credentialId), nonce: b64(nonce), protocol: 1 };
  const enrolled = await page.ask('POST', '/auth/enrol', { code: inWords(code), key: passkey.key(), proof });
  walk.that('a passkey is enrolled', enrolled.status === 200 && enrolled.json.enrolled, `${enrolled.status} ${enrolled.text}`);
  const early = await page.logIn(passkey);
  walk.that('and logs in nowhere yet', early.status >= 400 && early.json?.code === 'AUTH_FAILED', `${early.status} ${early.text}`);

  const approve = { approveKey: { person: shown.json.person, fingerprint: b64(passkey.fingerprint) } };
  walk.that('one person of the secretariat confirms its fingerprint', (await first.command(approve)).receipt);
  walk.that('the same person does not let it in as well', (await first.command(approve)).refusal);
  walk.same('still it logs in nowhere', (await page.logIn(passkey)).json?.code, 'AUTH_FAILED');
  walk.that('a second person lets it in', (await second.command(approve)).receipt);
  await Promise.all([first.close(), second.close()]);
  return { passkey, person: shown.json.person };
}

/** What is refused at the door. */
async function isGuarded(walk, page, passkey) {
  const elsewhere = { origin: 'https://elsewhere.example' };
  walk.same("another site's Origin: 403", (await page.ask('POST', '/auth/challenge', {}, elsewhere)).status, 403);
  walk.same('no Origin: 403', (await page.ask('POST', '/auth/challenge', {}, { origin: undefined })).status, 403);
  walk.same("another site's page by Sec-Fetch-Site: 403", (await page.ask('POST', '/auth/challenge', {}, { 'sec-fetch-site': 'cross-site' })).status, 403);
  const failed = async (what, wrong) => walk.same(`${what}: AUTH_FAILED`, (await page.logIn(passkey, wrong)).json?.code, 'AUTH_FAILED');
  await failed("a touch for another site's page", elsewhere);
  await failed('a touch without a verified user', { flags: 1 });
  const answer = await passkey.answers(random(32));
  walk.same('a challenge that the server did not give: AUTH_FAILED', (await page.ask('POST', '/auth/session', answer)).json?.code, 'AUTH_FAILED');
}

async function logsIn(walk, page, passkey, person) {
  const answer = await passkey.answers(await page.challenge());
  const welcome = await page.ask('POST', '/auth/session', answer);
  walk.same('the passkey logs its person in', [welcome.status, welcome.json?.person], [200, person]);
  const [cookie, ...attributes] = (welcome.cookies[0] ?? '').split('; ');
  walk.that('with a cookie that no script, no other site and no plain connection is given', cookie.startsWith('__Host-s=')
    && ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/'].every((one) => attributes.includes(one)), welcome.cookies[0]);
  page.cookie = cookie;
  const again = await page.ask('POST', '/auth/session', answer);
  walk.same('a challenge is good once: AUTH_FAILED', again.json?.code, 'AUTH_FAILED');
  walk.same('a passkey that counts back: AUTH_FAILED',
    (await page.ask('POST', '/auth/session', await passkey.answers(await page.challenge(), { count: 1 }))).json?.code, 'AUTH_FAILED');
}

async function acts(walk, page, passkey, procedure, person) {
  const link = await page.socket(walk.subprotocol);
  const welcome = await link.expect('welcome');
  walk.same('the cookie authenticates the socket', welcome.person, person);
  const { challenge } = link;
  const key = { fingerprint: passkey.fingerprint, party: welcome.party };
  const text = positionText(challenge.origin, key, procedure, 'sign');
  const forged = { ...await passkey.signed(text), text: b64(positionText(challenge.origin, key, procedure, 'not_joining')) };
  walk.same('a touch for another text: BAD_SIGNATURE', (await link.command({ takePosition: { signedText: forged } })).refusal?.code, 'BAD_SIGNATURE');
  const verdict = await link.command({ takePosition: { signedText: await passkey.signed(text) } });
  walk.that("a touch takes its government's position", verdict.receipt, JSON.stringify(verdict));

  link.send({ askChallenge: {} });
  link.send({ authenticate: await passkey.answers(unb64((await link.expect('challenge')).nonce)) });
  const verified = await link.expect('verified');
  walk.that('asked again who is there, it says until when', Number(verified.until) > Date.now(), JSON.stringify(verified));
  const { account } = await link.ask({ showAccount: {} });
  walk.same('its account shows this session and this key', [account.sessions?.filter((one) => one.current).length,
    account.keys.filter((one) => one.current && one.passkey).map((one) => one.fingerprint)], [1, [b64(passkey.fingerprint)]]);
  const view = (await link.ask({ showProcedure: { procedureId: procedure.procedureId } })).procedure;
  walk.same('and the position stands', view.positions.find((one) => one.party === welcome.party)?.leafHash, verdict.receipt?.leafHash);
  return link;
}

async function leaves(walk, page, link) {
  const bare = await page.socket(walk.subprotocol, {});
  bare.send({ query: { queryId: b64(random(16)), whoAmI: {} } });
  walk.same('without an Origin the cookie is ignored: 4401', await bare.closing(), 4401);
  const out = await page.ask('DELETE', '/auth/session');
  walk.same('log-out: 204', out.status, 204);
  walk.that('the cookie goes', /__Host-s=;|Max-Age=0/i.test(out.cookies[0] ?? ''), out.cookies[0]);
  walk.same('its sockets close with 4450', await link.closing(), 4450);
  const stale = await page.socket(walk.subprotocol);
  stale.send({ query: { queryId: b64(random(16)), whoAmI: {} } });
  walk.same('the old cookie authenticates nobody: 4401', await stale.closing(), 4401);
}

export async function browse(walk) {
  const { procedure, party } = await whoOwes(walk, false);
  const page = new Page(walk.url);
  const { passkey, person } = await isLetIn(walk, page, party);
  await isGuarded(walk, page, passkey);
  await logsIn(walk, page, passkey, person);
  await leaves(walk, page, await acts(walk, page, passkey, procedure, person));
}
