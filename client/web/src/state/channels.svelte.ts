// By which this person is told while no console is open (docs/CHANNELS.md): as the server keeps them,
// and this browser's own part in it. Fetched by the rooms that show it.
// SPDX-License-Identifier: Apache-2.0
import { type Channel, Channel_Kind as Kind, type Channels } from "#proto/frame";
import { language } from "../messages/catalogue.svelte";
import { hex, ms, own, same, utf8 } from "../wire/bytes";
import type { ChannelDeed } from "../wire/asked";
import { Refused } from "../wire/refusal";
import { session } from "./session.svelte";

const again = 2_000;
const times = 20; // a push message takes seconds, an e-mail longer: then it is asked for by a tap

class Ways {
  all = $state.raw<Channels>();
  /** The hash of this browser's own endpoint; empty: it has none. */
  here = $state.raw<Uint8Array>(new Uint8Array());

  async does(act: ChannelDeed): Promise<Channels> {
    const said = await session.connection.channel(act);
    this.all = said;
    if (said.refusal) throw new Refused(said.refusal);
    return said;
  }

  async ask(): Promise<void> {
    this.here = await ownEndpoint();
    await this.does({ case: "list", value: {} });
  }

  /** Sends a code by it, and looks whether it came back. */
  async test(channel: Uint8Array): Promise<void> {
    await this.does({ case: "test", value: { channel } });
    for (let left = times; left > 0 && this.waits(channel); left -= 1) {
      await new Promise((resolve) => setTimeout(resolve, again));
      await this.does({ case: "list", value: {} }).catch(() => {});
    }
  }

  private waits(channel: Uint8Array): boolean {
    const one = this.all?.channels.find((other) => same(other.channel, channel));
    return one?.kind === Kind.PUSH && one.testedAt > 0n && one.failedAt === 0n;
  }

  async prove(channel: Uint8Array, code: string): Promise<void> {
    await this.does({ case: "prove", value: { channel, code } });
  }

  /** Whether that channel is this very browser; an e-mail address never is. */
  isThis(one: Channel): boolean {
    return this.here.length > 0 && same(one.endpointSha256, this.here);
  }

  get isHere(): boolean {
    return this.all?.channels.some((one) => this.isThis(one)) ?? false;
  }
}

export const ways = new Ways();

export const canPush = (): boolean => "serviceWorker" in navigator && "PushManager" in window;

async function ownEndpoint(): Promise<Uint8Array> {
  if (!canPush()) return new Uint8Array();
  const worker = await navigator.serviceWorker.getRegistration();
  const subscription = await worker?.pushManager.getSubscription();
  return subscription ? hashed(subscription.endpoint) : new Uint8Array();
}

const hashed = async (text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", own(utf8(text))));

const bytes = (key: ArrayBuffer | null): Uint8Array => new Uint8Array(key ?? new ArrayBuffer(0));

/** Which browser on what, for its owner to know it by. */
function browserName(): string {
  const agent = navigator.userAgent;
  const [, name] = /(Firefox|Edg|OPR|Chrome|Safari)\//.exec(agent) ?? [];
  const [, on] = /(iPhone|iPad|Android|Windows|Macintosh|Linux)/.exec(agent) ?? [];
  return [name === "Edg" ? "Edge" : name, on].filter(Boolean).join(", ");
}

/** After a tap, and no sooner: the browser asks. Answers the channel; nothing: it was not allowed. */
export async function alertHere(): Promise<Channel | undefined> {
  if ((await Notification.requestPermission()) !== "granted") return undefined;
  const worker = await navigator.serviceWorker.ready;
  const applicationServerKey = own(ways.all?.pushKey ?? new Uint8Array());
  const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
  const said = await ways.does({
    case: "addPush",
    value: {
      endpoint: subscription.endpoint,
      p256dh: bytes(subscription.getKey("p256dh")),
      auth: bytes(subscription.getKey("auth")),
      label: browserName(),
      language: language().slice(0, 2),
    },
  });
  ways.here = await hashed(subscription.endpoint);
  return said.channels.find((one) => ways.isThis(one));
}

export async function remove(one: Channel): Promise<void> {
  if (ways.isThis(one)) {
    const worker = await navigator.serviceWorker.getRegistration();
    await (await worker?.pushManager.getSubscription())?.unsubscribe();
  }
  await ways.does({ case: "remove", value: { channel: one.channel } });
}

/** What a message of the service worker, or the address that it opened, brought back. */
export const proven = (said: string): Promise<void> => {
  const [, channel, code] = /^([0-9a-f]{32})\.([0-9a-f]{32})$/.exec(said) ?? [];
  if (!channel || !code) return Promise.resolve();
  return ways.prove(Uint8Array.from(channel.match(/../g) ?? [], (byte) => parseInt(byte, 16)), code);
};

export type Standing = "failed" | "proven" | "tested" | "new";
export const standing = (one: Channel): Standing =>
  one.failedAt > 0n ? "failed" : one.provenAt > 0n ? "proven" : one.testedAt > 0n ? "tested" : "new";
export const idOf = (one: Channel): string => hex(one.channel);
export const at = (instant: bigint): number => ms(instant);
export { Kind };
