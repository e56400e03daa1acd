// One WebSocket connection that speaks either subprotocol. The walk sees frames as the proto3 JSON mapping has them;
// under tocsin.v1 they travel as protobuf, read from the schema at run time, under tocsin.v1.json as they are.
// SPDX-License-Identifier: Apache-2.0
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import WebSocket from 'ws';
import { authText, b64, random, seconds, unb64 } from './keys.mjs';

export const BINARY = 'tocsin.v1';
export const JSON_ = 'tocsin.v1.json';
const patience = 8000; // milliseconds that any one answer may take
/** This walk's own address. */
export const localAddress = process.env.INTEROP_FROM ?? '127.0.0.1';

const require = createRequire(import.meta.url);
const schema = new protobuf.Root();
const folder = fileURLToPath(new URL('../../../proto/', import.meta.url));
schema.resolvePath = (_, target) => (target.startsWith('google/') ? require.resolve(`protobufjs/${target}`) : folder + target);
await schema.load('tocsin/v1/frame.proto');
const [ClientFrame, ServerFrame, Command] = ['ClientFrame', 'ServerFrame', 'Command'].map((name) => schema.lookupType(`tocsin.v1.${name}`));

/** Events by the name they have in JSON: an entry's kind is their number. */
export const kinds = Object.fromEntries(schema.lookupType('tocsin.v1.Event').fieldsArray.map((field) => [field.name, field.id]));
/** What the server hashes of a command. */
export const commandBytes = (command) => Buffer.from(Command.encode(Command.fromObject(command)).finish());

/** A UUIDv7. */
export function newId() {
  const id = Buffer.concat([Buffer.alloc(6), random(10)]);
  id.writeUIntBE(Date.now(), 0, 6);
  id[6] = (id[6] & 0x0f) | 0x70;
  id[8] = (id[8] & 0x3f) | 0x80;
  return id;
}

export class Link {
  items = []; // of the feed, in order
  checkpoint = ''; // the last note that came
  #frames = []; // others, not yet asked for
  #changed = () => {};

  /** `headers` are those of the upgrade. The server's first frame has been read when this answers. */
  static async open(url, subprotocol, headers = {}) {
    const link = new Link();
    link.subprotocol = subprotocol;
    link.socket = new WebSocket(url, subprotocol, { headers, localAddress, perMessageDeflate: false, maxPayload: 1 << 17, handshakeTimeout: patience });
    link.socket.on('message', (bytes, binary) => link.#take(bytes, binary));
    link.closed = new Promise((resolve) => { link.socket.on('close', (code, reason) => resolve({ code, reason: String(reason) })); });
    link.closed.then((how) => { link.how = how; link.#changed(); });
    await new Promise((resolve, reject) => {
      link.socket.on('open', resolve);
      link.socket.on('unexpected-response', (request, response) => { request.destroy(); reject(Object.assign(new Error(`not let in: ${response.statusCode}`), { status: response.statusCode })); });
      link.socket.on('error', reject);
    });
    link.challenge = await link.expect('challenge');
    return link;
  }

  #take(bytes, binary) {
    if (binary !== (this.subprotocol === BINARY)) throw new Error('a message of the wrong kind');
    const { items = [], ...rest } = binary
      ? ServerFrame.toObject(ServerFrame.decode(bytes), { longs: String, enums: String, bytes: String })
      : JSON.parse(bytes);
    this.items.push(...items);
    this.checkpoint = rest.checkpoint?.note ?? this.checkpoint;
    this.#frames.push(...Object.entries(rest));
    this.#changed();
  }

  send(frame) {
    this.socket.send(this.subprotocol === JSON_ ? JSON.stringify(frame) : ClientFrame.encode(ClientFrame.fromObject(frame)).finish());
  }

  /** Waits until `look()` finds something and answers it; fails when the server closes, or when it takes too long. */
  async until(look, what) {
    const end = Date.now() + patience;
    for (;;) {
      const found = await look();
      if (found) return found;
      if (this.how) throw new Error(`closed with ${this.how.code} ${this.how.reason} before ${what}`);
      if (Date.now() > end) throw new Error(`waited too long for ${what}`);
      await new Promise((resolve) => { this.#changed = resolve; setTimeout(resolve, 250).unref(); });
    }
  }

  expect(kind) {
    return this.until(() => {
      const at = this.#frames.findIndex(([name]) => name === kind);
      return at >= 0 && this.#frames.splice(at, 1)[0][1];
    }, kind);
  }

  async closing() {
    await this.until(() => this.how, 'the close');
    return this.how.code;
  }

  async authenticate(key, { time = seconds(), signature } = {}) {
    const nonce = random(16);
    const text = authText(this.challenge.origin, unb64(this.challenge.nonce), nonce, key.fingerprint, time);
    return { keyFingerprint: b64(key.fingerprint), clientNonce: b64(nonce), timeSeconds: String(time),
      signature: b64(signature ?? await key.sign(text)), protocol: 1 };
  }

  async logIn(key) {
    this.send({ authenticate: await this.authenticate(key) });
    this.welcome = await this.expect('welcome');
    this.checkpoint ||= this.welcome.checkpoint;
    return this.welcome;
  }

  /** The verdict on one command; when told to wait, the same is sent again. */
  async command(command, id = newId()) {
    for (;;) {
      this.send({ command: { commandId: b64(id), ...command } });
      const verdict = await this.expect('verdict');
      if (verdict.commandId !== b64(id)) throw new Error(`a verdict on something else: ${JSON.stringify(verdict)}`);
      if (verdict.refusal?.code !== 'RATE_LIMITED') return verdict;
      await sleep(Number(verdict.refusal.retryAfterMs));
    }
  }

  /** The answer to one question, first page. */
  async ask(query) {
    const queryId = b64(newId());
    this.send({ query: { queryId, ...query } });
    const answer = await this.expect('answer');
    if (answer.queryId !== queryId) throw new Error('an answer to something else');
    return answer;
  }

  async follow(cursor = '', checkpoint = '') {
    this.send({ follow: { cursor, checkpoint } });
    return (await this.expect('following')).resume;
  }

  /** As if this process had been killed: no goodbye. */
  abort() { this.socket.terminate(); }

  async close() {
    this.socket.close();
    await this.closed;
  }
}
