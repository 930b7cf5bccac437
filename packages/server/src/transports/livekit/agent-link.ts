import { setTimeout as delay } from 'node:timers/promises';
import { type ByteStreamReader, ParticipantKind, type Room, RpcError } from '@livekit/rtc-node';
import type { AgentSpeech, PlaybackReport } from '../port.js';
import { ON_BEHALF_ATTRIBUTE } from './participants.js';
import { SpeechStream } from './speech-stream.js';

/** Names of LiveKit Agents' "data stream audio": what its DataStreamAudioOutput sends and expects. */
const SPEECH_TOPIC = 'lk.audio_stream';
const CLEAR_METHOD = 'lk.clear_buffer';
const STARTED_METHOD = 'lk.playback_started';
const FINISHED_METHOD = 'lk.playback_finished';

const MIN_RATE_HZ = 8_000;
const MAX_RATE_HZ = 48_000;
const REPORT_TRIES = 3;
const RETRY_DELAY_MS = 100;
/** So much later than the answer to a clearing goes the end of what it cleared. */
const ANSWER_LEAD_MS = 50;

export interface AgentLinkOptions {
  onSpeech(speech: AgentSpeech): void;
  onCleared(): void;
  onWarning(message: string): void;
}

/**
 * The agent's way to the avatar in one connection to a room: byte streams with speech in, calls both ways. Only
 * one agent is listened to: the one that the avatar's token names, or else the first of kind agent that speaks.
 */
export class AgentLink {
  private readonly streams = new Set<SpeechStream>();
  private reports: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(
    private readonly room: Room,
    private readonly options: AgentLinkOptions,
    /** Identity of the one that is listened to, if it is known from an earlier connection. */
    public agent: string | null,
  ) {
    room.registerByteStreamHandler(SPEECH_TOPIC, (reader, { identity }) => this.receive(reader, identity));
  }

  /** Takes calls, once the room is joined. */
  open(): void {
    this.room.localParticipant?.registerRpcMethod(CLEAR_METHOD, async ({ callerIdentity }) => {
      if (!this.isAgent(callerIdentity)) {
        this.options.onWarning(`a call of ${CLEAR_METHOD} by somebody else than the agent was refused`);
        return 'reject';
      }
      this.endStreams();
      // An agent waits for the end from the answer on: one that comes before it is not taken for this one.
      this.reports = this.reports.then(() => delay(ANSWER_LEAD_MS));
      this.options.onCleared();
      return 'ok';
    });
  }

  /** Somebody has left the room: nothing follows of what the agent was sending. */
  left(identity: string): void {
    if (identity !== this.agent) return;
    this.expectEnds();
    this.agent = null;
  }

  report(report: PlaybackReport): void {
    this.reports = this.reports.then(() => this.send(report));
  }

  close(): void {
    this.closed = true;
    this.endStreams();
  }

  private endStreams(): void {
    for (const stream of this.streams) stream.end();
  }

  private expectEnds(): void {
    for (const stream of this.streams) stream.expectEnd();
  }

  /** Identity that our token names. */
  private get named(): string | undefined {
    return this.room.localParticipant?.attributes[ON_BEHALF_ATTRIBUTE];
  }

  private isAgent(identity: string): boolean {
    if (this.agent === null) {
      const sender = this.room.remoteParticipants.get(identity);
      const isOne =
        sender?.kind === ParticipantKind.AGENT && sender.attributes[ON_BEHALF_ATTRIBUTE] === undefined;
      this.agent = this.named ?? (isOne ? identity : null);
    }
    return identity === this.agent;
  }

  private receive(reader: ByteStreamReader, from: string): void {
    if (this.closed || !this.isAgent(from)) {
      if (!this.closed) this.options.onWarning('speech of somebody else than the agent was refused');
      void reader.close();
      return;
    }
    // An agent has one stream at a time.
    this.expectEnds();
    const { sample_rate: rate, num_channels: channels } = reader.info.attributes ?? {};
    const problem = problemOf(rate, channels);
    if (problem) {
      this.options.onWarning(`speech of the agent was refused: ${problem}`);
      void reader.close();
      this.report({ state: 'finished', positionS: 0, interrupted: true });
      return;
    }
    const stream = new SpeechStream(reader, (lostItsEnd) => {
      this.streams.delete(stream);
      if (lostItsEnd) this.options.onWarning("a segment of the agent's speech has lost its end");
    });
    this.streams.add(stream);
    this.options.onSpeech({ sampleRateHz: Number(rate), channels: Number(channels), bytes: stream });
  }

  private async send(report: PlaybackReport): Promise<void> {
    const started = report.state === 'started';
    const method = started ? STARTED_METHOD : FINISHED_METHOD;
    const payload = started
      ? ''
      : JSON.stringify({
          playback_position: report.positionS,
          interrupted: report.interrupted,
          synchronized_transcript: null,
        });
    for (let tries = 1; !this.closed; tries++) {
      // One that the token names may be back, though it has not spoken since.
      const destinationIdentity = this.agent ?? this.named;
      if (destinationIdentity === undefined) return;
      try {
        await this.room.localParticipant?.performRpc({ destinationIdentity, method, payload });
        return;
      } catch (error) {
        // Agents that do not wait for the start need not know of it.
        if (started && error instanceof RpcError && error.code === RpcError.ErrorCode.UNSUPPORTED_METHOD)
          return;
        if (tries === REPORT_TRIES) {
          const cause = error instanceof Error ? error.message : String(error);
          this.options.onWarning(`the agent did not take ${method}: ${cause}`);
          return;
        }
        await delay(RETRY_DELAY_MS);
      }
    }
  }
}

/** Why sound of these attributes cannot be taken; null when it can. */
function problemOf(rate: string | undefined, channels: string | undefined): string | null {
  const rateHz = /^\d+$/.test(rate ?? '') ? Number(rate) : Number.NaN;
  if (!(rateHz >= MIN_RATE_HZ && rateHz <= MAX_RATE_HZ)) {
    return `sample_rate must be from ${MIN_RATE_HZ} to ${MAX_RATE_HZ}, not ${JSON.stringify(rate ?? null)}`;
  }
  if (channels !== '1' && channels !== '2') {
    return `num_channels must be 1 or 2, not ${JSON.stringify(channels ?? null)}`;
  }
  return null;
}
