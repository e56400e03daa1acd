// One WebSocket to the server: frames out, frames in, and how it ended. It knows nothing of what they mean.
// SPDX-License-Identifier: Apache-2.0
import type { MessageInitShape } from "@bufbuild/protobuf";
import { ClientFrameSchema, type ServerFrame, ServerFrameSchema } from "#proto/frame";
import { fromBinary, toBinary } from "../codec/binary";
import { create } from "../codec/create";
import { own } from "./bytes";

export type Outgoing = NonNullable<MessageInitShape<typeof ClientFrameSchema>["frame"]>;

export interface Ended {
  code: number;
  reason: string;
}

const path = "/ws";

export class Link {
  private readonly socket: WebSocket;
  private over = false;

  constructor(
    onFrame: (frame: ServerFrame) => void,
    private readonly onEnd: (ended: Ended) => void,
  ) {
    const url = new URL(path, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    this.socket = new WebSocket(url, "tocsin.v1");
    this.socket.binaryType = "arraybuffer";
    this.socket.onmessage = ({ data }) =>
      this.over || onFrame(fromBinary(ServerFrameSchema, new Uint8Array(data as ArrayBuffer)));
    this.socket.onclose = ({ code, reason }) => this.end({ code, reason });
  }

  send(frame: Outgoing): void {
    this.sendBytes(toBinary(ClientFrameSchema, create(ClientFrameSchema, { frame })));
  }

  sendBytes(bytes: Uint8Array): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(own(bytes));
  }

  /** Ends it here and now: a socket whose peer is gone may take minutes to say so. */
  cut(code = 1000): void {
    this.end({ code, reason: "" });
    this.socket.close(1000);
  }

  private end(ended: Ended): void {
    if (this.over) return;
    this.over = true;
    this.onEnd(ended);
  }
}
