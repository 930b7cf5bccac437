import { type LocalParticipant, RpcError } from '@livekit/rtc-node';
import { Viewer } from './viewer.js';
import { waitFor } from './wait.js';

/** `lk.playback_finished` as an agent receives it. */
export interface PlaybackFinished {
  playback_position: number;
  interrupted: boolean;
  synchronized_transcript: string | null;
}

/** Rate of sound when nothing else is said. */
const RATE_HZ = 16_000;
const AVATAR = 'avatar';

/** An agent as LiveKit's framework makes them: it sends its speech to an avatar, which says it. */
export class Agent {
  readonly finished: PlaybackFinished[] = [];
  /** Names of the calls it has answered, in order. */
  readonly calls: ('started' | 'finished')[] = [];
  /** The next report of an end is answered with an error. */
  failNext = false;
  private avatar = AVATAR;

  private constructor(readonly viewer: Viewer) {
    this.local.registerRpcMethod('lk.playback_finished', async ({ payload }) => {
      this.calls.push('finished');
      if (this.failNext) {
        this.failNext = false;
        throw new RpcError(RpcError.ErrorCode.APPLICATION_ERROR, 'not now');
      }
      this.finished.push(JSON.parse(payload));
      return 'ok';
    });
  }

  static async join(url: string, token: string): Promise<Agent> {
    return new Agent(await Viewer.join(url, token, { media: false }));
  }

  /** Takes reports of the start too. */
  waitsForStart(): void {
    this.local.registerRpcMethod('lk.playback_started', async () => {
      this.calls.push('started');
      return 'ok';
    });
  }

  /** Waits for an avatar and its video, as agents do, and speaks through it from then on. */
  async sees(identity: string): Promise<void> {
    this.avatar = identity;
    await waitFor('the avatar and its tracks', () => {
      const avatar = this.viewer.room.remoteParticipants.get(identity);
      return avatar !== undefined && avatar.trackPublications.size === 2;
    });
  }

  /** Begins a segment. */
  open(attributes: Record<string, string> = { sample_rate: `${RATE_HZ}`, num_channels: '1' }) {
    return this.local.streamBytes({
      topic: 'lk.audio_stream',
      name: 'AUDIO_test',
      destinationIdentities: [this.avatar],
      attributes,
    });
  }

  /** Sends a whole segment as fast as it goes. */
  async say(pcm: Uint8Array, attributes?: Record<string, string>): Promise<void> {
    const segment = await this.open(attributes);
    await segment.write(pcm);
    await segment.close();
  }

  clear(): Promise<string> {
    return this.local.performRpc({
      destinationIdentity: this.avatar,
      method: 'lk.clear_buffer',
      payload: '',
    });
  }

  private get local(): LocalParticipant {
    const { localParticipant } = this.viewer.room;
    if (!localParticipant) throw new Error('the agent is not in the room');
    return localParticipant;
  }
}
