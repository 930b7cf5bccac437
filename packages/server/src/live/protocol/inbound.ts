import { chatPayloadSchema, commandPayloadSchema, inboundFrameSchema } from '@avatarium/contract';
import { Reassembler } from './reassembler.js';

/** What clients ask for, as the session acts on it. */
export interface InboundHandler {
  chat(text: string, mid: string | undefined): void;
  command(cmd: string, data: unknown, mid: string | undefined): void;
  /** A chat that never became whole. */
  chatDropped(mid: string, reason: string): void;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Uint8Array) {
  try {
    const frame = inboundFrameSchema.safeParse(JSON.parse(decoder.decode(bytes)));
    return frame.success ? frame.data : null;
  } catch {
    return null;
  }
}

/** Reads stream protocol v2 off the data channel. What is not a frame of it is ignored. */
export class Inbound {
  private readonly reassembler: Reassembler;

  constructor(private readonly handler: InboundHandler) {
    this.reassembler = new Reassembler((mid, reason) => handler.chatDropped(mid, reason));
  }

  /** One packet of the participant `sender`. */
  receive(bytes: Uint8Array, sender: string): void {
    const frame = decode(bytes);
    if (!frame) return;
    if (frame.type === 'command') {
      const payload = commandPayloadSchema.safeParse(frame.pld);
      if (!payload.success) return;
      const { cmd, data, params } = payload.data;
      this.handler.command(cmd, data ?? params ?? {}, frame.mid);
      return;
    }
    const payload = chatPayloadSchema.safeParse(frame.pld);
    if (!payload.success) return;
    const { mid, idx = 0 } = frame;
    // Whoever numbers no parts and marks no end sends messages whole.
    const fin = frame.fin ?? frame.idx === undefined;
    if (mid === undefined || (fin && idx === 0)) {
      this.handler.chat(payload.data.text, mid);
      return;
    }
    const result = this.reassembler.add({ sender, mid, idx, fin, text: payload.data.text });
    if (result.kind === 'complete') this.handler.chat(result.text, mid);
    if (result.kind === 'dropped') this.handler.chatDropped(mid, result.reason);
  }

  close(): void {
    this.reassembler.close();
  }
}
