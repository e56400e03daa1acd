// The protocol walked by a stranger, in one subprotocol (docs/PROTOCOL.md 1 to 7, docs/LOG_FORMAT.md 1 to 4).
// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeviceKey, b64, hex, positionText, random, seconds, sha256, unb64 } from './keys.mjs';
import { BINARY, Link, commandBytes, kinds, newId } from './link.mjs';
import { LogKey, leaf, parseHeader, rootFrom, rootOf } from './proof.mjs';

const alertAcknowledged = 41; // field numbers in Event, which are an entry's kind
const positionTaken = 53;
/** A number of the JSON mapping; zero is not written. */
const index = (of) => Number(of.index ?? 0);

/** A government that owes an answer to a statement, and (`both`) an acknowledgement too, as the lead sees it. */
export async function whoOwes(walk, both = true) {
  const lead = await walk.logIn('lead');
  const { owed } = (await lead.ask({ inbox: {} })).inbox;
  const alert = owed.find((one) => one.act === 'ACKNOWLEDGE').subject;
  const statement = owed.find((one) => one.act === 'ANSWER').subject;
  const { reach } = (await lead.ask({ showAlert: { alertId: alert } })).alert;
  const { procedure } = await lead.ask({ showProcedure: { procedureId: statement } });
  await lead.close();
  const owing = new Set(reach.filter((one) => one.owing).map((one) => one.party));
  const silent = procedure.positions.filter((one) =>
    !one.stance && (!both || owing.has(one.party)) && one.party !== lead.welcome.party);
  return { alert, procedure, party: silent.map((one) => one.party).sort().at(-1) };
}

export class Walk {
  static async begin(url, folder, subprotocol, checks) {
    const walk = Object.assign(new Walk(), { url, folder, subprotocol, checks });
    const page = await fetch(url.replace('ws', 'http').replace('/ws', '/.well-known/tocsin'));
    walk.logKey = await LogKey.parse((await page.json()).log_key);
    return walk;
  }

  that(...check) { return this.checks.that(...check); }
  same(...check) { return this.checks.same(...check); }

  async logIn(slug) {
    const link = await Link.open(this.url, this.subprotocol);
    await link.logIn(await DeviceKey.read(this.folder, slug));
    return link;
  }

  stranger() { return Link.open(this.url, this.subprotocol); }

  async enters() {
    const link = await this.stranger();
    const { challenge } = link;
    this.same('the subprotocol asked for is spoken', link.socket.protocol, this.subprotocol);
    this.same('the server speaks first: a nonce of 32 bytes', unb64(challenge.nonce).length, 32);
    this.same("the log's name is that of its key", challenge.origin, this.logKey.origin);
    this.that("the log's key is named by its hash", this.logKey.sound);
    const welcome = await link.logIn(this.key);
    this.same('a device key logs its person in, with party and roles', [hex(unb64(welcome.person)), welcome.party, welcome.roles],
      [this.key.person.person, this.key.party, this.key.person.roles]);
    this.that("the last checkpoint is signed by the log's key", (await this.logKey.open(welcome.checkpoint)).size > 0);
    return link;
  }

  /** Checks a receipt by its header alone; answers it. */
  async receipt(what, verdict, commandId, kind) {
    const { receipt } = verdict;
    if (!this.that(`${what}: a receipt`, receipt, JSON.stringify(verdict))) throw new Error('no receipt');
    const raw = unb64(receipt.header);
    const header = parseHeader(raw);
    this.same(`${what}: the leaf hash is made from the header`, b64(await leaf(raw)), receipt.leafHash);
    this.same(`${what}: the header says who, what, when and which command`,
      [header.realm, header.kind, header.actor, header.commandId, header.recordedAt],
      [1, kind, b64(Buffer.from(this.key.person.person, 'hex')), b64(commandId), receipt.recordedAt]);
    return receipt;
  }

  async acknowledges(link) {
    const commandId = newId();
    const act = { acknowledgeAlert: { alertId: this.alert, answer: 'ACTING' } };
    const other = { acknowledgeAlert: { alertId: this.alert, answer: 'INFORMED' } };
    const first = await link.command(act, commandId);
    const receipt = await this.receipt('an acknowledgement', first, commandId, alertAcknowledged);
    this.same('the same command again: the same answer, repeated', await link.command(act, commandId), { ...first, repeated: true });
    this.same('other bytes under its id: COMMAND_ID_REUSED', (await link.command(other, commandId)).refusal?.code, 'COMMAND_ID_REUSED');
    const { refusal } = await link.command(other);
    this.same('a second answer: ALREADY_ANSWERED, naming the first', [refusal?.code, refusal?.leafHash], ['ALREADY_ANSWERED', receipt.leafHash]);
    return { command: { commandId: b64(commandId), ...act }, receipt };
  }

  async reads(link) {
    const { document } = await link.ask({ fetchDocument: { sha256: this.procedure.textSha256 } });
    this.same("the statement's document has the hash that names it", b64(await sha256(unb64(document.content))), this.procedure.textSha256);
    this.that('it begins with the title', unb64(document.content).toString().startsWith(`# ${this.procedure.title}\n`));
    const nobodys = await link.ask({ fetchDocument: { sha256: b64(random(32)) } });
    this.same('a document that nobody deposited is NOT_FOUND', nobodys.refused?.code, 'NOT_FOUND');
  }

  async signs(link) {
    const text = (stance, otherwise) => positionText(link.challenge.origin, this.key, this.procedure, stance, otherwise);
    const refused = async (words, signature) => {
      const signedText = { ...await this.key.signed(words), ...(signature && { signature: b64(signature) }) };
      return (await link.command({ takePosition: { signedText } })).refusal ?? {};
    };
    let wrong = await refused(text('sign', { deadline: Number(this.procedure.deadline) / 1000 + 60 }));
    this.same('another deadline: TEXT_MISMATCH naming the line', [wrong.code, wrong.field], ['TEXT_MISMATCH', 'deadline']);
    wrong = await refused(text('sign'), random(64));
    this.same('a signature of something else: BAD_SIGNATURE', wrong.code, 'BAD_SIGNATURE');
    wrong = await refused(text('sign', { version: `0${this.procedure.version}` }));
    this.same('a leading zero is not the grammar: MALFORMED', wrong.code, 'MALFORMED');

    let commandId = newId();
    let act = { takePosition: { signedText: await this.key.signed(text('sign')) } };
    const first = await this.receipt('a position', await link.command(act, commandId), commandId, positionTaken);
    const { code, leafHash } = await refused(text('sign'));
    this.same('a second position: ALREADY_ANSWERED, naming what to supersede', [code, leafHash], ['ALREADY_ANSWERED', first.leafHash]);

    const words = Buffer.from(`We sign, and explain why: ${hex(random(8))}.\n`);
    link.send({ deposit: { content: b64(words), mediaType: 'text/plain' } });
    this.same('an explanation is deposited under its hash', (await link.expect('deposited')).sha256, b64(await sha256(words)));
    commandId = newId();
    act = { takePosition: { signedText: await this.key.signed(text('sign_with_explanation',
      { supersedes: hex(unb64(first.leafHash)), 'reservation-sha256': hex(await sha256(words)) })) } };
    const receipt = await this.receipt('its replacement', await link.command(act, commandId), commandId, positionTaken);
    return { command: { commandId: b64(commandId), ...act }, receipt };
  }

  /** The whole feed of this reader, up to the last act of `done`. */
  async follows(link, done) {
    this.same('the feed from the beginning is a replay', await link.follow(), 'REPLAY');
    await link.until(() => link.items.some((one) => one.leafHash === done.at(-1).receipt.leafHash), 'its own act in the feed');
    const items = [...link.items];
    this.same('it begins with the founding of this log', items[0].event.logFounded?.origin, this.logKey.origin);
    this.that('its order is that of the log, nothing twice', items.every((one, at) => at === 0 || index(items[at - 1]) < index(one)));
    for (const { command, receipt } of done) {
      const { leafHash, event } = items.find((one) => index(one) === index(receipt));
      this.same("it holds the act as receipted, with the hash of the command's bytes", [leafHash, event.requestSha256],
        [receipt.leafHash, b64(await sha256(commandBytes(command)))]);
    }
    return items;
  }

  async resumes(items, note) {
    const middle = Math.floor(items.length / 2);
    const rest = items.slice(middle + 1);
    const link = await this.logIn(this.key.slug);
    this.same('from a cursor: REPLAY', await link.follow(items[middle].cursor, note), 'REPLAY');
    await link.until(() => link.items.length >= rest.length, 'what was missed');
    this.same('what was missed follows without gap', link.items.slice(0, rest.length), rest);
    const newest = link.items.at(-1).cursor;
    link.items = [];
    this.same('from the last cursor: CAUGHT_UP', await link.follow(newest), 'CAUGHT_UP');
    this.same('a cursor that means nothing: RESET', await link.follow(b64(random(16))), 'RESET');
    await link.until(() => link.items.length >= items.length, 'everything again');
    this.same('and everything again', link.items.slice(0, items.length), items);
    await link.close();
  }

  /** Connections that end without a goodbye while the feed runs, each taken up where it was cut. */
  async isKilled(items) {
    const got = [];
    let cuts = 0;
    for (; got.length < items.length && cuts < 6; cuts++) {
      const link = await this.logIn(this.key.slug);
      await link.follow(got.at(-1)?.cursor);
      const share = Math.min(items.length - got.length, Math.floor(items.length / 4) + 1);
      await link.until(() => link.items.length >= share, 'its share of the feed');
      link.abort();
      got.push(...link.items.slice(0, share));
    }
    this.same(`killed ${cuts} times in mid-feed, it misses nothing and reads nothing twice`, got, items);
  }

  async proves(link, items, receipt) {
    await link.until(async () => (await this.logKey.open(link.checkpoint)).size > index(receipt), 'a checkpoint over the position');
    const chosen = { 'the founding': items[0], 'an entry of before': items[Math.floor(items.length / 2)], 'the position': receipt };
    const { proof } = await link.ask({ fetchProof: { indices: Object.values(chosen).map(index) } });
    const { size, root } = await this.logKey.open(proof.checkpoint);
    const lead = async (one, hash) => {
      const { hashes = [] } = proof.paths.find((path) => index(path) === index(one));
      return await rootFrom(hashes.map(unb64), hash, index(one), size);
    };
    for (const [what, one] of Object.entries(chosen))
      this.same(`${what} is proven to be in the signed tree`, await lead(one, unb64(one.leafHash)), root);
    this.that('the proof proves no other entry', !(await lead(receipt, random(32)))?.equals(root));
    const changed = proof.checkpoint.replace(`\n${size}\n`, `\n${size + 1}\n`);
    this.that('a checkpoint that was changed is not signed', await this.logKey.open(changed).then(() => false, () => true));
  }

  /** The auditor's headers make the checkpoint's root, and the feed of a government is made from them. */
  async audits(items) {
    const link = await this.logIn('auditor');
    const entries = [];
    let page = { next: '0', size: '1' };
    while (Number(page.next) < Number(page.size)) {
      page = (await link.ask({ fetchEntries: { from: page.next } })).entries;
      entries.push(...page.entries);
    }
    await link.close();
    const leaves = await Promise.all(entries.map((one) => leaf(unb64(one.header))));
    const { size, root } = await this.logKey.open(page.checkpoint);
    this.same("the whole log's headers make the root of its checkpoint", [leaves.length, await rootOf(leaves)], [size, root]);
    const commits = await Promise.all(entries.filter((one) => one.payload).map(async (one) =>
      b64(await sha256(unb64(one.salt), unb64(one.payload))) === parseHeader(unb64(one.header)).commitment));
    this.that('each payload is the one its header commits to', commits.length > 0 && commits.every(Boolean));
    const wrong = items.filter((one) => index(one) < size).find((one) => {
      const header = parseHeader(unb64(entries[index(one)].header));
      const [event] = Object.keys(one.event).filter((name) => !['receivedAt', 'requestSha256'].includes(name));
      return b64(leaves[index(one)]) !== one.leafHash || header.recordedAt !== one.recordedAt || header.kind !== kinds[event]
        || header.actor !== (one.actor || b64(Buffer.alloc(16)));
    });
    this.that("each item of the feed is its header's", !wrong, JSON.stringify(wrong));
  }

  /** What a liar and a client with faults are told. */
  async isRefused() {
    const binary = this.subprotocol === BINARY;
    let link = await this.stranger();
    link.send({ authenticate: await link.authenticate(this.key, { signature: random(64) }) });
    this.same('a false signature: AUTH_FAILED', (await link.expect('verdict')).refusal.code, 'AUTH_FAILED');
    this.same('and closed with 4401', await link.closing(), 4401);
    link = await this.stranger();
    link.send({ authenticate: await link.authenticate(this.key, { time: seconds() - 300 }) });
    const { code, at } = (await link.expect('verdict')).refusal;
    this.that("a clock off by five minutes: CLOCK_SKEW with the server's time", code === 'CLOCK_SKEW' && Math.abs(at - Date.now()) < 5000);
    link = await this.stranger();
    link.send({ query: { queryId: b64(newId()), whoAmI: {} } });
    this.same('a question before the log-in: 4401', await link.closing(), 4401);

    link = await this.logIn('chair');
    const strikes = [];
    for (let n = 0; n < 3; n++) {
      link.socket.send(binary ? Buffer.from('ffffffff', 'hex') : '{"follow":');
      const { refusal } = await link.expect('verdict');
      strikes.push(`${refusal.code} ${refusal.strike}`);
    }
    this.same('a message that cannot be read: MALFORMED, three times', strikes, ['MALFORMED 1', 'MALFORMED 2', 'MALFORMED 3']);
    this.same('then 4400', await link.closing(), 4400);
    link = await this.logIn('chair');
    link.socket.send(binary ? 'text' : Buffer.from('binary'));
    this.same('the other kind of message: 1003', await link.closing(), 1003);
    link = await this.logIn('chair');
    link.socket.send(binary ? Buffer.from('1a03a03f01', 'hex') : '{"follow":{"tomorrow":1}}');
    this.same('a field of another version: UNSUPPORTED', (await link.expect('verdict')).refusal.code, 'UNSUPPORTED');
    await link.close();
    const status = (subprotocol, headers) => Link.open(this.url, subprotocol, headers).then(() => 'let in', (no) => no.status);
    this.same('a subprotocol that it does not speak: 400', await status('tocsin.v0'), 400);
    this.same("another site's page: 403", await status(this.subprotocol, { origin: 'https://elsewhere.example' }), 403);
  }

  /** The demo's log key lies in its folder: so this client can be shown what a split log would have signed. */
  async detectsAFork() {
    const seed = Buffer.from((await readFile(join(this.folder, 'log.key'), 'ascii')).trim(), 'hex');
    let link = await this.logIn('chair');
    const { size } = await this.logKey.open(link.checkpoint);
    const theirs = await this.logKey.note(size, random(32), seed);
    link.send({ follow: { checkpoint: theirs } });
    const { refusal } = await link.expect('verdict');
    this.same('a checkpoint of a split log: FORK_DETECTED with both', [refusal?.code, refusal?.theirCheckpoint], ['FORK_DETECTED', theirs]);
    await link.close();
    link = await this.logIn('chair');
    link.send({ follow: { checkpoint: await this.logKey.note(size + 100000, random(32), seed) } });
    this.same('a checkpoint ahead of the log: 4460', await link.closing(), 4460);
  }

  async whole() {
    const { alert, procedure, party } = await whoOwes(this);
    Object.assign(this, { alert, procedure, key: await DeviceKey.read(this.folder, `focal-${party.toLowerCase()}`) });
    const link = await this.enters();
    const acknowledged = await this.acknowledges(link);
    await this.reads(link);
    const signed = await this.signs(link);
    const items = await this.follows(link, [acknowledged, signed]);
    await this.proves(link, items, signed.receipt);
    const note = link.checkpoint;
    await link.close();
    await this.resumes(items, note);
    await this.isKilled(items);
    await this.audits(items);
    await this.isRefused();
    await this.detectsAFork();
    return { slug: this.key.slug, ...signed, cursor: items.at(-1).cursor, note };
  }

  async afterRestart(kept) {
    const link = await this.logIn(kept.slug);
    this.that("the log's key is the same, and the log no shorter",
      (await this.logKey.open(link.checkpoint)).size >= (await this.logKey.open(kept.note)).size);
    const { commandId, ...act } = kept.command;
    const verdict = await link.command(act, unb64(commandId));
    this.same('the same command again: the same receipt, repeated', [verdict.receipt, verdict.repeated], [kept.receipt, true]);
    const resume = await link.follow(kept.cursor, kept.note);
    this.that('the cursor of before still means its place', ['CAUGHT_UP', 'REPLAY'].includes(resume), resume);
    await link.close();
  }
}
