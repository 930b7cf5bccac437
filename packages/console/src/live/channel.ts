import {
  type AvatarFrame,
  type ClientCommand,
  decodeFrame,
  encodeChat,
  encodeCommand,
  newMessageId,
} from './protocol.js';
import type { LiveState } from './state.js';
import type { Store } from './store.js';
import { reduceTranscript, type TranscriptEvent } from './transcript.js';

const FRAME_LOG = 200;

/** What an answer is about when its command was not sent by this page, or long ago. */
const COMMAND_NAMES: Record<string, string> = {
  chat: 'Not spoken',
  interrupt: 'Stop speaking',
  'set-params': 'Set-up of the presenter',
  'set-action': 'Action',
};

/** Something to show that ends nothing. */
export interface Problem {
  title: string;
  text: string;
}

interface ChannelOptions {
  store: Store<LiveState>;
  /** Sends packets in order; rejects while there is no connection. */
  send(packets: Uint8Array<ArrayBuffer>[]): Promise<void>;
  report(problem: Problem): void;
  /** The server has said that it understands no speech. */
  deaf(): void;
}

/** The data channel of one session: texts and commands out, and what comes back into the transcript. */
export class StreamChannel {
  private readonly decoder = new TextDecoder();
  private readonly commandNames = new Map<string, string>();
  private chatSentMs?: number;
  private frameCount = 0;

  constructor(private readonly options: ChannelOptions) {}

  /** Sends a text to the avatar. @returns whether it went out; a problem has been reported otherwise */
  async say(text: string): Promise<boolean> {
    const mid = newMessageId();
    const { mode, transcript } = this.options.store.get();
    const interrupts = mode === 2;
    // Behind a speech that goes on, the time to its own first sound would say nothing about the server.
    const waits = transcript.speakingId !== undefined && !interrupts;
    this.apply({ type: 'typed', mid, text, at: Date.now(), interrupts });
    this.chatSentMs = waits ? undefined : performance.now();
    const sent = await this.send(encodeChat(mid, text));
    if (!sent) this.apply({ type: 'refused', mid, reason: 'The connection was interrupted' });
    return sent;
  }

  /** Sends the console's own first text; the transcript says whose it was, not what the reader did not type. */
  async greet(text: string): Promise<void> {
    const mid = newMessageId();
    this.apply({ type: 'note', id: `note-${mid}`, text: 'The console sent the greeting', at: Date.now() });
    this.chatSentMs = performance.now();
    await this.send(encodeChat(mid, text));
  }

  /** @param name what the reader calls it, for messages about it */
  async command(command: ClientCommand, name: string): Promise<boolean> {
    const mid = newMessageId();
    this.commandNames.set(mid, name);
    if (command.cmd === 'interrupt') this.apply({ type: 'stop-asked' });
    return this.send([encodeCommand(mid, command)]);
  }

  receive(packet: Uint8Array): void {
    const frame = decodeFrame(packet);
    if (!frame) return;
    this.log('in', packet);
    if (frame.kind === 'ack') {
      this.answered(frame);
      return;
    }
    if (frame.kind === 'speech' && frame.speaking && this.chatSentMs !== undefined) {
      this.options.store.set({ replyMs: performance.now() - this.chatSentMs });
      this.chatSentMs = undefined;
    }
    this.apply({ type: 'frame', frame, at: Date.now() });
  }

  /** Nothing more will come. */
  close(): void {
    this.apply({ type: 'ended' });
  }

  /** Only what was refused is worth a word. A background that cannot be fetched is reported long after. */
  private answered({ mid = '', cmd, code, msg }: Extract<AvatarFrame, { kind: 'ack' }>): void {
    if (code === 1000) return;
    if (cmd === 'microphone') {
      this.options.deaf();
      return;
    }
    if (cmd === 'chat') this.apply({ type: 'refused', mid, reason: msg });
    const title = this.commandNames.get(mid) ?? COMMAND_NAMES[cmd] ?? cmd;
    this.options.report({ title, text: `${msg} (code ${code})` });
  }

  private async send(packets: Uint8Array<ArrayBuffer>[]): Promise<boolean> {
    for (const packet of packets) this.log('out', packet);
    try {
      await this.options.send(packets);
      return true;
    } catch {
      const text = 'The connection is interrupted. Try again when it is back.';
      this.options.report({ title: 'Not sent', text });
      return false;
    }
  }

  private apply(event: TranscriptEvent): void {
    const { store } = this.options;
    store.set({ transcript: reduceTranscript(store.get().transcript, event) });
  }

  private log(direction: 'out' | 'in', packet: Uint8Array): void {
    const { store } = this.options;
    const entry = { id: ++this.frameCount, at: Date.now(), direction, json: this.decoder.decode(packet) };
    store.set({ frames: [...store.get().frames, entry].slice(-FRAME_LOG) });
  }
}
